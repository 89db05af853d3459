// Starting and stopping the processes that are measured, all in the same way.
import { randomInt } from 'node:crypto';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../load.ts';
import { processTree } from '../process-tree.ts';

/** The first group of `pattern` in what the program prints, or undefined when it cannot be run. */
export function versionOf(
  command: string,
  options: readonly string[],
  pattern: RegExp,
): string | undefined {
  const { status, stdout, stderr } = spawnSync(command, options, { encoding: 'utf8' });
  return status === 0 ? (pattern.exec(stdout + stderr)?.[1] ?? '(version not said)') : undefined;
}

/**
 * A port nobody listens on now, below those the kernel gives to outgoing connections: one of these could take it before
 * whoever asked listens.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((answer) => {
      server.once('error', () => answer(false)).listen(port, '127.0.0.1', () => answer(true));
    });
    if (!isFree) continue;
    await new Promise((closed) => server.close(closed));
    return port;
  }
}

/** Starts a program behind `wrapper`; its own messages are shown when BENCH_LOG is set. */
export function launch(
  command: string,
  args: readonly string[],
  wrapper: readonly string[] = [],
  stdout: 'pipe' | 'ignore' = 'ignore',
): ChildProcess {
  const [program = command, ...all] = [...wrapper, command, ...args];
  return spawn(program, all, {
    stdio: ['ignore', stdout, process.env['BENCH_LOG'] ? 'inherit' : 'ignore'],
  });
}

/** Asks the server itself, not what wraps it, to end, and waits; one that does not within a minute is killed. */
export async function stopServer(child: ChildProcess, wrapped: boolean): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const [root = 0, inner] = processTree(child.pid ?? 0);
  const server = wrapped ? (inner ?? root) : root;
  process.kill(server, 'SIGTERM');
  const patience = new AbortController();
  const killer = sleep(60_000, undefined, { signal: patience.signal }).then(
    () => process.kill(server, 'SIGKILL'),
    () => undefined,
  );
  await ended;
  patience.abort();
  await killer;
}

/** Posts one line until it is accepted; resolves with the seconds since `started`. */
export async function firstLineSeconds(
  child: ChildProcess,
  started: number,
  url: string,
  init: { body: string; headers?: Record<string, string> },
): Promise<number> {
  const isAccepted = async () => {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`);
    return await fetch(url, { method: 'POST', ...init }).then(
      (answer) => answer.ok,
      () => false,
    );
  };
  await waitUntil(`${url} accepts a line`, isAccepted, { deadlineMs: 60_000, everyMs: 10 });
  return (performance.now() - started) / 1000;
}
