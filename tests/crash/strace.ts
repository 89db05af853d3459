// strace, to see a program's system calls, to let them fail, and to kill it at a chosen one.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '../harness/server.ts';

const probe = spawnSync('strace', ['-o', '/dev/null', '-e', 'trace=none', 'true']);

/** Why tests with strace cannot run here; false when they can. Said loudly, once. */
export const noStrace: string | false =
  probe.status === 0 ? false : 'strace is not there or may not trace';
if (noStrace) console.error(`*** SKIPPED: ${noStrace} ***`);

/** strace at a running process. */
export interface Tracing {
  /** Resolves once the process has died and all of its threads are gone. */
  readonly ended: Promise<unknown>;
  /** Lets the process go on without it. */
  stop(): Promise<void>;
  /** Ends it at once: a thread it delays is held by it even when killed. */
  kill(): void;
}

/** Follows all threads of a running process; resolves once it does. The program ends with the process. */
export async function attachStrace(pid: number, options: readonly string[]): Promise<Tracing> {
  const child = spawn('strace', ['-f', '-p', String(pid), ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close');
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await eventually(`strace follows ${pid}: ${text}`, () => {
    // First: the program may be dead already by what strace was told to do to it.
    if (text.includes('attached')) return true;
    if (child.exitCode !== null) throw new Error(`strace ended: ${text}`);
    return false;
  });
  return { ended, stop: () => stop(child, ended), kill: () => child.kill('SIGKILL') };
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
  await ended;
}
