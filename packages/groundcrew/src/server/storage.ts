// The store behind the log: the embedded engine or a ClickHouse server elsewhere, its schema, and the delivery into it.
// Everything here may be slow or away; lines are taken meanwhile.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeadLetterSource } from '@groundcrew/api';
import { requestIdPatternOf } from '@groundcrew/query';
import { type Clock, GroundcrewError, type Log, type Metrics } from '@groundcrew/runtime';
import {
  checkStoreSettings,
  type Delivery,
  type Engine,
  type LogSchema,
  migrate,
  openPromotedAttributes,
  openRetention,
  openStore,
  type PromotedAttributes,
  startDelivery,
  startEngine,
  type Store,
} from '@groundcrew/store';
import type { Wal } from '@groundcrew/wal';
import type { Config } from '../config/schema.ts';

/** What the store needs. */
export interface StorageOptions {
  config: Config;
  wal: Wal;
  clock: Clock;
  log: Log;
  metrics: Metrics;
}

/** The store and what keeps it filled. */
export interface Storage {
  readonly store: Store;
  /** Resolves once the schema is there and the delivery runs. */
  readonly ready: Promise<void>;
  /** Resolves if the delivery cannot go on: only starting anew helps. */
  readonly failed: Promise<void>;
  readonly deadLetters: DeadLetterSource;
  schema(): LogSchema;
  noteAsked(names: readonly string[]): void;
  /** Why records cannot be found now; undefined when they can. */
  problem(): string | undefined;
  /** Age of the oldest line that the store does not have yet. */
  lagSeconds(): number;
  /** Rows on their way from the log into the store. */
  lagRows(): number;
  /** Lines the store refused, kept aside. */
  refused(): { rows: number; sizeBytes: number };
  /** The embedded engine's process; undefined when the store is elsewhere. */
  readonly engine: Pick<Engine, 'pid' | 'restarts'> | undefined;
  /** Delivers what the closed log still holds, at most until the deadline, and closes the store. */
  stop(deadlineMs: number): Promise<void>;
}

const retryMsMax = 10_000;
const retentionEveryMs = 3_600_000;
const nothingPromoted: LogSchema = { promoted: new Map() };

/** Starts the engine if it is ours, and begins to prepare the store, which may take until it is up. */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const engine = options.config.store === 'embedded' ? await openEngine(options) : undefined;
  const store = openStore(engine ? { engine } : addressOf(options.config.store));
  return new PreparedStorage(options, store, engine);
}

function openEngine({ config, log, metrics }: StorageOptions): Promise<Engine> {
  return startEngine({
    dir: join(config.data, 'engine'),
    // The engine reads the log's own files.
    fileRoots: [join(config.data, 'log')],
    log: log.child({ part: 'engine' }),
    metrics,
    ...(config.engine.memoryBytesMax !== 'automatic' && {
      memoryBytes: config.engine.memoryBytesMax,
    }),
  });
}

/** The client wants user and password apart from the address, and warns about both otherwise. */
function addressOf(text: string): { url: string; username?: string; password?: string } {
  const url = new URL(text);
  const username = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  url.username = '';
  url.password = '';
  return { url: url.href, ...(username && { username }), ...(password && { password }) };
}

class PreparedStorage implements Storage {
  readonly store: Store;
  readonly ready: Promise<void>;
  readonly failed: Promise<void>;
  readonly deadLetters: DeadLetterSource;
  readonly #options: StorageOptions;
  readonly #engine: Engine | undefined;
  readonly #stopping = new AbortController();
  readonly #preparing: Promise<void>;
  readonly #fail: () => void;
  #attributes: PromotedAttributes | undefined;
  #delivery: Delivery | undefined;
  #retention: NodeJS.Timeout | undefined;

  constructor(options: StorageOptions, store: Store, engine: Engine | undefined) {
    this.#options = options;
    this.#engine = engine;
    this.store = store;
    this.deadLetters = {
      list: async (limits) => (await this.#delivery?.deadLetters.list(limits)) ?? [],
    };
    const failed = Promise.withResolvers<void>();
    this.failed = failed.promise;
    this.#fail = failed.resolve;
    const ready = Promise.withResolvers<void>();
    this.ready = ready.promise;
    this.#preparing = this.#prepare(ready.resolve);
  }

  schema(): LogSchema {
    return this.#attributes?.schema ?? nothingPromoted;
  }

  noteAsked(names: readonly string[]): void {
    for (const name of names) this.#attributes?.noteAsked(name);
  }

  problem(): string | undefined {
    if (!this.store.isUp) return 'the store cannot be reached';
    return this.#delivery ? undefined : 'the store is being prepared';
  }

  lagSeconds(): number {
    return this.#delivery?.lagSeconds ?? 0;
  }

  lagRows(): number {
    return this.#delivery?.lagRows ?? 0;
  }

  refused(): { rows: number; sizeBytes: number } {
    const { rows = 0, sizeBytes = 0 } = this.#delivery?.deadLetters ?? {};
    return { rows, sizeBytes };
  }

  get engine(): Engine | undefined {
    return this.#engine;
  }

  async stop(deadlineMs: number): Promise<void> {
    const { clock } = this.#options;
    const endMs = clock.monotonicMs() + deadlineMs;
    const leftMs = () => Math.max(0, endMs - clock.monotonicMs());
    this.#stopping.abort();
    clearInterval(this.#retention);
    // A store that hangs in the middle of a migration must not hold up the end.
    const waitedEnough = new AbortController();
    const timer = sleep(deadlineMs, undefined, { signal: waitedEnough.signal });
    await Promise.race([this.#preparing, timer.catch(() => undefined)]);
    waitedEnough.abort();
    await this.#delivery?.stop({ deadlineMs: leftMs() });
    await this.store.close();
    await this.#engine?.stop(leftMs());
  }

  /** Again and again until it works: the store may be away, starting, or not migrated to what we know. */
  async #prepare(done: () => void): Promise<void> {
    const { signal } = this.#stopping;
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        await this.store.waitUntilUp(signal);
        await this.#startDelivery();
        done();
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.#report(error);
        const pauseMs = Math.min(retryMsMax, 200 * 2 ** attempt);
        await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async #startDelivery(): Promise<void> {
    const { store } = this;
    const { log, clock, metrics, wal, config } = this.#options;
    await migrate(store, { log });
    await checkStoreSettings(store);
    const attributes = await openPromotedAttributes(store, { log, clock });
    const engine = this.#engine;
    this.#delivery = await startDelivery({
      wal,
      store,
      ...(engine && { engine }),
      attributes,
      requestIdPattern: requestIdPatternOf(config.requestIds.pattern),
      log: log.child({ part: 'delivery' }),
      metrics,
      clock,
      deadLetterDir: join(config.data, 'log', 'dead-letters'),
      onStopped: () => this.#fail(),
    });
    this.#attributes = attributes;
    this.#removeOldLogs();
  }

  /** Now and then; a store that is away then is asked the next time. */
  #removeOldLogs(): void {
    const { log, clock, config } = this.#options;
    const days = config.retention.logsDays;
    if (days === 'forever') return;
    const retention = openRetention({ store: this.store, days, clock, log });
    const run = () => {
      retention.run().catch((error: unknown) => {
        log.warn({ err: error }, 'old logs cannot be removed; trying again in an hour');
      });
    };
    run();
    this.#retention = setInterval(run, retentionEveryMs).unref();
  }

  #report(error: unknown): void {
    const isExplained = error instanceof GroundcrewError;
    this.#options.log.error(
      isExplained ? { code: error.code, hint: error.hint } : { err: error },
      isExplained ? error.message : 'the store cannot be prepared; trying again',
    );
  }
}
