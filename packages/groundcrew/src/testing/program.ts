// Runs the compiled program, for integration tests.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const main = resolve(import.meta.dirname, '../main.js');

const running = new Set<ChildProcess>();

/** Ends what a failed test left running. Call it after all tests of a file. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** What a finished run left. */
export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A run under way. */
export interface Running {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  finished: Promise<Finished>;
}

/** How to run it. */
export interface RunOptions {
  env?: Record<string, string>;
  cwd?: string;
  /** Standard input; none by default. */
  input?: string;
}

/** Starts a command. The environment is ours without Groundcrew's variables. */
export function start(args: readonly string[], options: RunOptions = {}): Running {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: options.cwd,
    env: { ...ownEnvironment(), ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const finished = once(child, 'close').then(([code, signal]) => ({
    // Node's event has these types.
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    stdout: stdout(),
    stderr: stderr(),
  }));
  return { child, stdout, stderr, finished };
}

/** Runs a command to its end. */
export const run = (args: readonly string[], options: RunOptions = {}): Promise<Finished> =>
  start(args, options).finished;

/** A server that is ready. */
export interface Server extends Running {
  url: string;
  data: string;
  stop(signal?: NodeJS.Signals): Promise<Finished>;
}

/** Starts `serve` on a free port; resolves with its ready line. */
export async function startServer(
  data: string,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<Server> {
  const running = start(['serve', '--data', data, '--listen', ':0', ...args], options);
  if (!running.child.stdout) throw new Error('no standard output');
  const lines = createInterface({ input: running.child.stdout });
  const line = await Promise.race([
    once(lines, 'line').then(([text]: string[]) => text),
    running.finished.then(({ stderr }) => `it ended: ${stderr}`),
  ]);
  const url = /http:\/\/\S+$/.exec(line ?? '')?.[0];
  if (!url) {
    running.child.kill('SIGKILL');
    throw new Error(`the server did not start: ${line}`);
  }
  return {
    ...running,
    url,
    data,
    stop(signal = 'SIGTERM') {
      running.child.kill(signal);
      return running.finished;
    },
  };
}

/** A folder of the test's own. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'groundcrew-cli-'));
  return {
    path,
    remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }),
  };
}

/** Asks until it is true; throws after the deadline. */
export async function eventually(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  deadlineMs = 15_000,
): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await new Promise((wake) => setTimeout(wake, 10));
  }
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => (text += chunk));
  return () => text;
}

function ownEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('GROUNDCREW_'));
  return { ...Object.fromEntries(own), NO_COLOR: undefined };
}
