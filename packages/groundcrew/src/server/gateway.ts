// Puts the parts of the running server together, in the order in which they can be used: first the log and the
// receivers, so that lines are taken at once, then the store and the API.
import { join } from 'node:path';
import { createApi, TailHub } from '@groundcrew/api';
import { IngestHost, withTailFiles } from '@groundcrew/ingest';
import { mapLine } from '@groundcrew/model';
import { recordJson, requestIdFinder, requestIdPatternOf } from '@groundcrew/query';
import {
  GroundcrewError,
  type Log,
  Metrics,
  openTokenAccess,
  systemClock,
  type TokenAccess,
  TokenFile,
} from '@groundcrew/runtime';
import { webFolder } from '@groundcrew/ui';
import { openEntities } from '@groundcrew/store';
import { openWal, type Wal } from '@groundcrew/wal';
import { exitCode } from '../cli/exit-codes.ts';
import { programVersion } from '../cli/version.ts';
import type { Config } from '../config/schema.ts';
import { type HttpServer, type Route, startHttpServer } from './http-server.ts';
import { type ListenAddress, resolveListen } from './listen-address.ts';
import { type LogWatch, watchLog } from './log-watch.ts';
import { answerProblem } from './problem.ts';
import { addProcessMetrics } from './process-metrics.ts';
import { readinessChecks } from './readiness.ts';
import { staticFiles } from './static-files.ts';
import { readServerFacts } from './server-facts.ts';
import { openPorts, resolvePorts } from './receiver-ports.ts';
import { openStorage, type Storage } from './storage.ts';
import { followedTokens } from './tokens.ts';
import { openWeb, type Web } from './web.ts';

/** A running server. */
export interface Gateway {
  readonly url: string;
  /** Resolves once records can be found. */
  readonly ready: Promise<void>;
  /** Resolves with an exit code when it cannot go on. */
  readonly failed: Promise<number>;
  /** Finishes requests, delivers what it can within the deadline, and lets go of everything. */
  stop(): Promise<void>;
}

/** How long stopping may take in all; what the delivery does not finish, it finishes after the next start. */
const stopMs = 8_000;
const drainMsMin = 1_000;

/** Starts everything. Throws what the user can do something about; then nothing is left running. */
export async function openGateway(config: Config, log: Log): Promise<Gateway> {
  const opening = new Opening(config, log);
  try {
    return await opening.run();
  } catch (error) {
    await opening.stop();
    throw error;
  }
}

/** What is open so far, so that it can be closed from any point. */
class Opening {
  readonly #config: Config;
  readonly #log: Log;
  readonly #metrics = new Metrics();
  #access: TokenAccess | undefined;
  #wal: Wal | undefined;
  #watch: LogWatch | undefined;
  #ingest: IngestHost | undefined;
  #tail: TailHub | undefined;
  #http: HttpServer | undefined;
  #ports: readonly HttpServer[] = [];
  #web: Web | undefined;
  #storage: Storage | undefined;

  constructor(config: Config, log: Log) {
    this.#config = config;
    this.#log = log;
  }

  async run(): Promise<Gateway> {
    const address = await resolveListen(this.#config.listen);
    const ports = await resolvePorts(this.#config, address);
    const access = await this.#openAccess([address, ...ports.map((port) => port.address)]);
    const version = programVersion();
    addProcessMetrics(this.#metrics, version, performance.timeOrigin);
    const watch = watchLog(() => this.#wal?.isFailed ?? false, this.#log);
    this.#watch = watch;
    const wal = await this.#openLog(watch);
    const ingest = this.#openIngest(wal, access);
    const http = await this.#listen(address, access, ingest);
    this.#log.info({ url: http.url, version }, 'taking lines');
    this.#ports = await openPorts(ports, {
      config: this.#config,
      ingest,
      log: this.#log,
      isOpen: () => access.isOpen,
    });
    const storage = await openStorage({
      config: this.#config,
      wal,
      clock: systemClock,
      log: this.#log,
      metrics: this.#metrics,
    });
    this.#storage = storage;
    this.#web = await openWeb(this.#api(storage, wal, access, version));
    return {
      url: http.url,
      ready: storage.ready,
      failed: Promise.race([
        watch.failed.then(() => exitCode.logFailed),
        storage.failed.then(() => exitCode.failed),
      ]),
      stop: () => this.stop(),
    };
  }

  /** Requests first, then the log, then what empties it. */
  async stop(): Promise<void> {
    const startedMs = systemClock.monotonicMs();
    this.#tail?.close();
    const { shutdownTimeoutMs } = this.#config.http;
    const answered = this.#ingest?.close();
    const servers = this.#http ? [this.#http, ...this.#ports] : [];
    await Promise.all(servers.map((server) => server.stop(shutdownTimeoutMs)));
    await answered;
    await this.#wal?.close();
    const leftMs = stopMs - (systemClock.monotonicMs() - startedMs);
    await this.#storage?.stop(Math.max(drainMsMin, leftMs));
    await this.#web?.close();
    this.#watch?.close();
    this.#access?.close();
  }

  /** Login is needed as soon as one of the addresses can be reached from elsewhere. */
  async #openAccess(addresses: readonly ListenAddress[]): Promise<TokenAccess> {
    const file = new TokenFile(this.#config.data);
    const isUsable = (await file.read()).some(({ revoked }) => revoked === undefined);
    const reachable = addresses.find(({ isLoopback }) => !isLoopback);
    if (reachable && !isUsable) throw needsToken(reachable, this.#config.data);
    this.#access = await openTokenAccess({ file, log: this.#log, isLoopback: !reachable });
    return this.#access;
  }

  async #openLog(watch: LogWatch): Promise<Wal> {
    this.#wal = await openWal({
      dir: join(this.#config.data, 'log'),
      clock: systemClock,
      log: this.#log,
      metrics: this.#metrics,
      sizeBytesMax: this.#config.wal.sizeBytesMax,
      onFailure: (error) => watch.onFailure(error),
    });
    return this.#wal;
  }

  #openIngest(wal: Wal, access: TokenAccess): IngestHost {
    const findRequestId = requestIdFinder(requestIdPatternOf(this.#config.requestIds.pattern));
    const tail = new TailHub({
      clock: systemClock,
      metrics: this.#metrics,
      read: (line, defaults) => mapLine(line, defaults, findRequestId),
      write: (record) => recordJson(record),
    });
    this.#tail = tail;
    const ingest = new IngestHost({
      append: wal.append.bind(wal),
      config: withTailFiles(this.#config.ingest, this.#config.tail),
      access,
      clock: systemClock,
      metrics: this.#metrics,
      log: this.#log,
      folder: join(this.#config.data, 'sources'),
    });
    ingest.onLines((body, defaults, rows) => tail.publish(body, defaults, rows));
    this.#ingest = ingest;
    return ingest;
  }

  async #listen(
    address: ListenAddress,
    access: TokenAccess,
    ingest: IngestHost,
  ): Promise<HttpServer> {
    const api: Route = (request, response, awaitsContinue) => {
      if (this.#web) return this.#web.route(request, response, awaitsContinue);
      answerProblem(response, stillStarting());
      return true;
    };
    this.#http = await startHttpServer({
      address,
      limits: this.#config.http,
      isOpen: () => access.isOpen,
      routes: [(...request) => ingest.handle(...request), staticFiles(webFolder), api],
    });
    return this.#http;
  }

  #api(storage: Storage, wal: Wal, access: TokenAccess, version: string) {
    const tail = this.#tail;
    if (!tail) throw new Error('BUG: the live tail is opened with the receivers');
    return createApi({
      store: storage.store,
      schema: () => storage.schema(),
      noteAsked: (names) => storage.noteAsked(names),
      readiness: readinessChecks(wal, storage),
      deadLetters: storage.deadLetters,
      entities: openEntities(storage.store, systemClock),
      tokens: followedTokens(new TokenFile(this.#config.data), access),
      serverFacts: () => readServerFacts(this.#config, wal, storage),
      startedNs: BigInt(Math.round(performance.timeOrigin * 1e6)),
      tail,
      access,
      metrics: this.#metrics,
      log: this.#log,
      clock: systemClock,
      version,
    });
  }
}

const stillStarting = () =>
  new GroundcrewError('starting', 'cannot answer yet: Groundcrew is starting', {
    status: 503,
    retryAfterSeconds: 1,
  });

function needsToken({ name }: ListenAddress, folder: string): GroundcrewError {
  return new GroundcrewError(
    'listen-refused',
    `cannot listen on ${name} without tokens: other machines could read and write everything`,
    {
      hint: `make one first: groundcrew token create --data ${JSON.stringify(folder)} --name first --scope ingest read`,
    },
  );
}
