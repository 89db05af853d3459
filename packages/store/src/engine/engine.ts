// The embedded engine as the gateway sees it: a URL that comes back by itself when the process behind it dies.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { totalmem } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Clock,
  GroundcrewError,
  type Log,
  type Metrics,
  quote,
  systemClock,
} from '@groundcrew/runtime';
import { backoffMs, pause } from '../backoff.ts';
import { type EngineProcess, EngineStartError, startProcess } from './engine-process.ts';

export interface EngineOptions {
  /** Folder of the engine: the store and temporary files. Made when missing. */
  dir: string;
  /** Memory the engine may use; a quarter of the machine, at most 2 GiB, when not given. */
  memoryBytes?: number;
  /** Folders from which an INSERT may name a file with `X-Groundcrew-File`. */
  fileRoots: readonly string[];
  log: Log;
  metrics: Metrics;
  clock?: Clock;
}

/** The embedded engine. It is restarted whenever it ends, until `stop()`. */
export interface Engine {
  /** ClickHouse's HTTP interface. Stays the same over restarts unless its port was taken meanwhile. */
  readonly url: string;
  readonly username: string;
  /** Changes with every restart. */
  readonly password: string;
  readonly isUp: boolean;
  /** How often its process was started again. */
  readonly restarts: number;
  /** The process that serves now. */
  readonly pid: number | undefined;
  /** Resolves when it serves. Rejects with the signal's reason, and with `engine-stopped` after `stop()`. */
  waitUntilUp(signal?: AbortSignal): Promise<void>;
  /** Lets running queries finish, at most `drainMs` (10 s when not given), and ends the process. */
  stop(drainMs?: number): Promise<void>;
}

/** How long another process may take to leave the directory: an orphan of a killed gateway dies at once. */
const takeOverMs = 5000;
/** How long a process may take to open the store; many parts after an unclean end take a while. */
const openMs = 300_000;
/** However often it ends, it is back within three seconds: a start takes less than one. */
const restartPauses = { firstMs: 100, maxMs: 1500, random: Math.random };
/** A process that has run so long has shown that it works: the next restart is immediate again. */
const steadyMs = 30_000;
const cannotOpenFile = 76;

/**
 * Starts the engine and waits until it serves. Throws `engine-dir-in-use` when another process keeps the directory,
 * `engine-dir-unusable` for a path the engine cannot name, and
 * `engine-start-failed` for every other reason it does not come up the first time.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  if (/[*?{}[\]]/.test(resolve(options.dir))) {
    const dir = quote(options.dir, 200);
    throw new GroundcrewError(
      'engine-dir-unusable',
      `cannot start the engine in ${dir}: the engine reads *?{}[] in a path as a pattern`,
      { hint: 'choose a folder without these characters in its path' },
    );
  }
  const engine = new SupervisedEngine(options);
  await engine.start();
  return engine;
}

class SupervisedEngine implements Engine {
  readonly username = 'default';
  #password = '';
  readonly #options: EngineOptions;
  readonly #clock: Clock;
  readonly #stopping = new AbortController();
  readonly #changes = new EventTarget();
  #process: EngineProcess | undefined;
  #port = 0;
  #restarts = 0;
  #supervision: Promise<void> = Promise.resolve();

  constructor(options: EngineOptions) {
    this.#options = { ...options, dir: resolve(options.dir) };
    this.#clock = options.clock ?? systemClock;
    const { metrics } = options;
    metrics.gauge('groundcrew_engine_up', 'Whether the embedded engine serves.', () =>
      this.isUp ? 1 : 0,
    );
    metrics.gauge(
      'groundcrew_engine_restarts',
      'How often the process of the embedded engine was started again.',
      () => this.#restarts,
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get password(): string {
    return this.#password;
  }

  get isUp(): boolean {
    return this.#process !== undefined;
  }

  get restarts(): number {
    return this.#restarts;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  async start(): Promise<void> {
    const first = await this.#takeDirectory();
    this.#supervision = this.#supervise(first);
  }

  async waitUntilUp(signal?: AbortSignal): Promise<void> {
    const signals = [this.#stopping.signal, ...(signal ? [signal] : [])];
    const either = AbortSignal.any(signals);
    either.throwIfAborted();
    while (!this.isUp) {
      await once(this.#changes, 'up', { signal: either }).catch(() => either.throwIfAborted());
    }
  }

  async stop(drainMs = 10_000): Promise<void> {
    if (!this.#stopping.signal.aborted) {
      this.#stopping.abort(
        new GroundcrewError('engine-stopped', 'cannot use the engine: it was stopped', {
          status: 503,
        }),
      );
      await this.#process?.stop(drainMs);
    }
    await this.#supervision;
  }

  /** The first start: the directory may still be held by a process that is about to die. */
  async #takeDirectory(): Promise<EngineProcess> {
    const deadline = this.#clock.monotonicMs() + takeOverMs;
    for (;;) {
      try {
        return await this.#startProcess();
      } catch (error) {
        if (!(error instanceof EngineStartError) || error.clickHouseCode !== cannotOpenFile) {
          throw error;
        }
        if (this.#clock.monotonicMs() > deadline) throw this.#inUse(error);
        await delay(200);
      }
    }
  }

  #inUse(cause: unknown): GroundcrewError {
    const dir = quote(this.#options.dir, 200);
    return new GroundcrewError(
      'engine-dir-in-use',
      `cannot start the engine: another process uses ${dir}`,
      { status: 503, hint: 'stop it first, or give this one a folder of its own', cause },
    );
  }

  async #startProcess(): Promise<EngineProcess> {
    const { dir, fileRoots } = this.#options;
    // A new one each time: whoever has taken the port meanwhile may have been sent the old one.
    const password = randomBytes(24).toString('base64url');
    const start = {
      dir,
      username: this.username,
      password,
      port: this.#port,
      memoryBytes: this.#options.memoryBytes ?? defaultMemoryBytes(),
      fileRoots: [...fileRoots],
    };
    const started = this.#clock.monotonicMs();
    const process = await startProcess(start, openMs, {
      log: this.#options.log,
      signal: this.#stopping.signal,
    });
    this.#password = password;
    this.#port = process.port;
    this.#process = process;
    this.#changes.dispatchEvent(new Event('up'));
    const durationMs = Math.round(this.#clock.monotonicMs() - started);
    const { version, pid, port } = process;
    this.#options.log.info({ pid, port, version, durationMs }, 'engine is up');
    return process;
  }

  /** Starts the process again whenever it ends, as long as the engine is not stopped. */
  async #supervise(first: EngineProcess): Promise<void> {
    let process: EngineProcess | undefined = first;
    let startedMs = this.#clock.monotonicMs();
    let failures = 0;
    while (!this.#stopping.signal.aborted) {
      if (process) {
        const how = await process.exited;
        this.#process = undefined;
        if (this.#stopping.signal.aborted) return;
        this.#options.log.warn({ pid: process.pid, how }, 'engine ended and is started again');
        if (this.#clock.monotonicMs() - startedMs > steadyMs) failures = 0;
      }
      await this.#pause(failures++);
      if (this.#stopping.signal.aborted) return;
      startedMs = this.#clock.monotonicMs();
      process = await this.#restart();
    }
    await this.#process?.stop(0);
  }

  async #restart(): Promise<EngineProcess | undefined> {
    this.#restarts++;
    try {
      return await this.#startProcess();
    } catch (error) {
      this.#options.log.error({ err: error }, 'engine does not start');
      // The port may be the reason: take any other next time.
      this.#port = 0;
      return undefined;
    }
  }

  /** None before the first restart, then 100 ms doubling to 1.5 s, each up to half shorter so that not all come at once. */
  async #pause(failures: number): Promise<void> {
    if (failures === 0) return;
    await pause(backoffMs(failures - 1, restartPauses), this.#stopping.signal);
  }
}

function defaultMemoryBytes(): number {
  return Math.min(Math.floor(totalmem() / 4), 2 * 1024 ** 3);
}
