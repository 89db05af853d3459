// One run of the engine's process: forked, told its password, watched until it serves, stopped or killed.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { GroundcrewError, type Log } from '@groundcrew/runtime';
import { engineException, exceptionCodes } from './exception.ts';
import type { FromChild, StartMessage, ToChild } from './messages.ts';

/** A process that serves. */
export interface EngineProcess {
  readonly port: number;
  readonly version: string;
  readonly pid: number;
  /** Resolves with how it ended, when it has. */
  readonly exited: Promise<string>;
  /** Lets it finish what runs for at most so long, then kills it. Resolves when it is gone. */
  stop(drainMs: number): Promise<void>;
  kill(): void;
}

/** Why a process did not come to serve. */
export class EngineStartError extends GroundcrewError {
  /** ClickHouse's code; 76 when another process has the directory. */
  readonly clickHouseCode: number | undefined;

  constructor(reason: string, clickHouseCode?: number) {
    super('engine-start-failed', `cannot start the engine: ${reason}`, { status: 503 });
    this.clickHouseCode = clickHouseCode;
  }
}

/** Every running query holds a thread of libuv's pool; some more are for files and compression. */
const threads = 32;

/**
 * Starts a process and waits until it serves. Throws {@link EngineStartError} when it ends before, or has not come up
 * within `timeoutMs`. Aborting kills a process that does not serve yet.
 */
export async function startProcess(
  start: Omit<StartMessage, 'type'>,
  timeoutMs: number,
  { log, signal }: { log: Log; signal: AbortSignal },
): Promise<EngineProcess> {
  const child = fork(fileURLToPath(new URL('./child.js', import.meta.url)), [], {
    env: childEnvironment(),
    execArgv: ['--max-old-space-size=192', '--max-semi-space-size=4'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  const exited = exit(child);
  const errors = new ErrorOutput(child, log);
  tell(child, { type: 'start', ...start });
  const kill = () => void child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  const message = await firstMessage(child, exited, timeoutMs).finally(() =>
    signal.removeEventListener('abort', kill),
  );
  if (message.type === 'failed') {
    await exited;
    // The binding keeps the engine's reason to itself and prints it.
    const printed = engineException(new Error(errors.tail));
    const { code } = printed;
    const known = message.code === unknownException && code !== unknownException;
    throw known
      ? new EngineStartError(printed.message, code)
      : new EngineStartError(message.message, message.code);
  }
  return {
    port: message.port,
    version: message.version,
    pid: child.pid ?? 0,
    exited,
    async stop(drainMs) {
      tell(child, { type: 'stop', drainMs });
      const timer = setTimeout(() => child.kill('SIGKILL'), drainMs + 1000);
      await exited;
      clearTimeout(timer);
    },
    kill,
  };
}

const unknownException = exceptionCodes.UNKNOWN_EXCEPTION;

/** What the process prints on its error output: into our log, and the end of it kept. */
class ErrorOutput {
  #tail = '';

  constructor(child: ChildProcess, log: Log) {
    if (!child.stderr) return;
    createInterface({ input: child.stderr }).on('line', (line) => {
      const text = line.slice(0, 1000);
      this.#tail = `${this.#tail}${text}\n`.slice(-4000);
      if (text !== '') log.warn({ text }, 'engine says');
    });
  }

  get tail(): string {
    return this.#tail;
  }
}

/** Only what the process needs: it runs native code over other people's bytes, and should know no secrets. */
function childEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'TZ', 'TMPDIR', 'LANG', 'LC_ALL', 'LD_LIBRARY_PATH'];
  const passed = [...kept, 'CHDB_LIBCHDB_PATH', 'CHDB_LIBCHDB_DIR'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(passed),
    UV_THREADPOOL_SIZE: String(threads),
    // The engine's allocator gives pages back after half a second, and few arenas keep less. Measured: 50 MB less at
    // the peak of inserts, and the peak is gone when the insert is.
    JE_MALLOC_CONF: 'dirty_decay_ms:500,muzzy_decay_ms:0,narenas:4,background_thread:true',
    // The same for Node's own native memory: one arena for each of the threads would be many.
    MALLOC_ARENA_MAX: '2',
  };
}

function exit(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    // Not `exit`: what it printed last is still to be read then.
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
    child.once('error', (error) => resolve(error.message));
  });
}

async function firstMessage(
  child: ChildProcess,
  exited: Promise<string>,
  timeoutMs: number,
): Promise<FromChild> {
  const timer = new AbortController();
  const timeout = setTimeout(() => {
    child.kill('SIGKILL');
  }, timeoutMs);
  try {
    return await Promise.race([
      // The child sends nothing else.
      once(child, 'message', { signal: timer.signal }).then(([message]) => message as FromChild),
      exited.then((how) => {
        throw new EngineStartError(`its process ended with ${how}`);
      }),
    ]);
  } finally {
    clearTimeout(timeout);
    timer.abort();
  }
}

/** Sends to a process that may just have gone: then its exit says so. */
function tell(child: ChildProcess, message: ToChild): void {
  if (child.connected) child.send(message, () => {});
}
