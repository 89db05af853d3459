// One request of telemetry from its head to its answer: admitted, read, decompressed, decoded, appended, answered.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LineDefaults } from '@groundcrew/model';
import { type Access, type Clock, GroundcrewError, type Log } from '@groundcrew/runtime';
import type { AppendResult, Wal } from '@groundcrew/wal';
import type { IngestLimits } from './config.ts';
import { EntryIntake } from './entries.ts';
import { refusals } from './errors.ts';
import type { Lines } from './framing/lines.ts';
import type { ReceiverMetrics } from './ingest-metrics.ts';
import type { Decode } from './receivers/receiver.ts';
import type { ByteAccount, ByteBudget } from './transports/byte-budget.ts';
import { decodeBody } from './transports/content-encoding.ts';
import { type Encoding, parseEncoding } from './transports/encodings.ts';
import { answerAccepted, answerProblem } from './transports/http-answer.ts';
import {
  type DefaultsReader,
  noDefaults,
  type RequestDefaults,
} from './transports/request-defaults.ts';
import type { TaskQueue } from './transports/task-queue.ts';
import { Upload } from './transports/upload.ts';

/**
 * Told of lines once they are safe on disk, one call per entry. `body` holds `rows` lines separated by \n and must not be
 * changed. Called on the path of the request: returns at once.
 */
export type LinesListener = (body: Buffer, defaults: LineDefaults, rows: number) => void;

/** What all exchanges of a host share. */
export interface ExchangeContext {
  readonly append: Wal['append'];
  readonly limits: IngestLimits;
  readonly access: Access;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly budget: ByteBudget;
  readonly decodings: TaskQueue;
  readonly defaults: DefaultsReader;
  readonly listeners: ReadonlySet<LinesListener>;
  /** Called once, when nothing of the exchange is left to do. */
  finished(exchange: Exchange): void;
}

/** Where a request goes. */
export interface Route {
  readonly decode: Decode;
  readonly metrics: ReceiverMetrics;
}

/** Uploads are given this long before their speed is looked at. */
const SLOW_START_MS = 10_000;

const IDEMPOTENCY_KEY_LENGTH_MAX = 256;

/** One exchange. It gives back what it took of the shared budget however it ends. */
export class Exchange {
  readonly #context: ExchangeContext;
  readonly #route: Route;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #account: ByteAccount;
  #defaults: RequestDefaults = noDefaults;
  #encoding: Encoding | 'none' = 'none';
  #key: string | undefined;
  #upload: Upload | undefined;

  constructor(
    context: ExchangeContext,
    route: Route,
    request: IncomingMessage,
    response: ServerResponse,
  ) {
    this.#context = context;
    this.#route = route;
    this.#request = request;
    this.#response = response;
    this.#account = context.budget.open();
  }

  /** Begins. `query` is the part of the address after its question mark. */
  start(query: string, awaitsContinue: boolean): void {
    try {
      this.#admit(query);
    } catch (error) {
      this.refuse(error);
      return;
    }
    if (awaitsContinue) this.#response.writeContinue();
    this.#upload = new Upload(
      this.#request,
      {
        account: this.#account,
        maxBytes: this.#context.limits.maxBodyBytes,
        nowMs: this.#context.clock.monotonicMs(),
      },
      {
        complete: (body) => this.#decompress(body),
        refused: (error) => this.refuse(error),
        aborted: () => this.#abort(),
      },
    );
  }

  /** Ends the upload if it is still under way and too slow. */
  checkSpeed(nowMs: number): void {
    const upload = this.#upload;
    if (!upload) return;
    const elapsedMs = nowMs - upload.startedMs;
    const { minBytesPerSecond } = this.#context.limits;
    if (elapsedMs < SLOW_START_MS) return;
    if (upload.receivedBytes * 1000 < minBytesPerSecond * elapsedMs) {
      upload.refuse(refusals.uploadTooSlow(minBytesPerSecond));
    }
  }

  /** Answers with a problem document and ends. */
  refuse(error: unknown): void {
    const problem = this.#problem(error);
    this.#route.metrics.rejected(problem.code);
    this.#finish();
    answerProblem(this.#request, this.#response, problem, this.#context.random());
  }

  /** Everything that can be refused before the body has been read. Throws the refusal. */
  #admit(query: string): void {
    const { headers } = this.#request;
    const { access, limits, defaults } = this.#context;
    const { id } = access.check(headers.authorization, 'ingest');
    const encoding = parseEncoding(headers['content-encoding']);
    if (!encoding) throw refusals.encodingUnsupported(headers['content-encoding'] ?? '');
    const length = Number(headers['content-length'] ?? 0);
    if (length > limits.maxBodyBytes) throw refusals.bodyTooLarge(limits.maxBodyBytes);
    this.#key = idempotencyKey(id, headers['idempotency-key']);
    this.#encoding = encoding;
    this.#defaults = defaults.read(query);
    if (!this.#account.take(length)) throw refusals.busy();
  }

  #decompress(body: Buffer): void {
    this.#upload = undefined;
    if (this.#encoding === 'none') {
      this.#keep(body);
      return;
    }
    const { limits, decodings } = this.#context;
    const encoded = { bytes: body, encoding: this.#encoding, account: this.#account };
    decodeBody(encoded, limits, decodings, (error, bytes) => {
      if (error) this.refuse(error);
      else this.#keep(bytes);
    });
  }

  #keep(bytes: Buffer): void {
    try {
      const intake = this.#decode(bytes);
      if (intake.rows === 0) {
        this.#answer(intake, bytes.length, { rows: 0, isRepeat: false });
        return;
      }
      const receivedNs = this.#context.clock.nowNs();
      const entries = intake.entries(receivedNs, this.#defaults.meta);
      this.#context.append(entries, intake.rows, this.#key).then(
        (result) => this.#kept(intake, bytes.length, receivedNs, result),
        (error: unknown) => this.refuse(error),
      );
    } catch (error) {
      this.refuse(error);
    }
  }

  #decode(bytes: Buffer): EntryIntake {
    const { limits } = this.#context;
    const intake = new EntryIntake(limits);
    if (bytes.length > limits.maxDecodedBytes)
      throw refusals.decodedTooLarge(limits.maxDecodedBytes);
    this.#route.decode(bytes, intake);
    if (intake.rows > limits.maxLines) throw refusals.tooManyLines(limits.maxLines);
    return intake;
  }

  #kept(intake: EntryIntake, size: number, receivedNs: bigint, result: AppendResult): void {
    this.#answer(intake, size, result);
    if (!result.isRepeat) this.#tell(intake, receivedNs);
  }

  #answer(intake: EntryIntake, size: number, { rows, isRepeat }: AppendResult): void {
    if (!isRepeat) this.#route.metrics.accepted(rows, size, intake.cutRows);
    this.#finish();
    answerAccepted(this.#response, { rows, cut: isRepeat ? 0 : intake.cutRows, isRepeat });
  }

  #tell(intake: EntryIntake, receivedNs: bigint): void {
    const defaults = { receivedNs, ...this.#defaults.line };
    tellListeners(this.#context, intake.collected, defaults);
  }

  #abort(): void {
    this.#route.metrics.rejected('aborted');
    this.#finish();
  }

  #finish(): void {
    this.#upload = undefined;
    this.#account.close();
    this.#context.finished(this);
  }

  #problem(error: unknown): GroundcrewError {
    if (error instanceof GroundcrewError) return error;
    this.#context.log.error({ err: error }, 'a request of telemetry failed');
    return refusals.internal(error);
  }
}

/** Tells everyone who follows what is accepted. */
export function tellListeners(
  { listeners, log }: Pick<ExchangeContext, 'listeners' | 'log'>,
  collected: readonly Lines[],
  defaults: LineDefaults,
): void {
  for (const listener of listeners) {
    for (const { body, rows } of collected) {
      try {
        listener(body, defaults, rows);
      } catch (error) {
        log.error({ err: error }, 'a listener of accepted lines failed');
      }
    }
  }
}

/** The key scoped by who sent it, so that clients cannot meet each other's; undefined without one. */
function idempotencyKey(id: string, header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = Array.isArray(header) ? header.join(',') : header;
  if (key === '' || key.length > IDEMPOTENCY_KEY_LENGTH_MAX) {
    throw refusals.badIdempotencyKey(IDEMPOTENCY_KEY_LENGTH_MAX);
  }
  return `${id}:${key}`;
}
