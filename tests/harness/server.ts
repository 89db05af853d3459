// Starts the real program on real ports, for black-box tests.
import { randomInt } from 'node:crypto';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** The compiled program, as `./crew` runs it. */
export const program = resolve(import.meta.dirname, '../../../packages/groundcrew/dist/main.js');

/** A running `groundcrew serve`. */
export interface Server {
  url: string;
  pid: number;
  child: ChildProcess;
  /** What it wrote to standard error so far. */
  stderr(): string;
  /** Sends the signal and waits for the exit. */
  stop(signal?: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** A folder of the test's own, removed by `remove`. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'groundcrew-test-'));
  return {
    path,
    remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }),
  };
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

/** The environment without settings of the one who runs the tests. */
export function cleanEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([key]) => !key.startsWith('GROUNDCREW_'));
  return { ...Object.fromEntries(own), ...extra };
}

/** How to start it otherwise than by default. */
export interface StartOptions {
  port?: number;
  args?: string[];
  env?: Record<string, string>;
  /** What runs Node, such as `unshare -Urm`. */
  command?: string[];
  /** Another main.js than the checkout's. */
  program?: string;
  /** Kills it with SIGKILL after this time, ready or not. */
  killAfterMs?: number | undefined;
  /** Takes OTLP at the usual ports too, as without settings; otherwise at free ones, since tests run side by side. */
  atUsualPorts?: boolean;
}

const freeOtlpPorts = {
  GROUNDCREW_INGEST_RECEIVERS_OTLP_HTTP_LISTEN: '127.0.0.1:0',
  GROUNDCREW_INGEST_RECEIVERS_OTLP_GRPC_LISTEN: '127.0.0.1:0',
};

/** Starts the server on `data`; resolves when it says that it is ready. */
export async function startServer(data: string, options: StartOptions = {}): Promise<Server> {
  const [command, ...before] = [...(options.command ?? []), process.execPath];
  const child = spawn(
    command ?? process.execPath,
    [
      ...before,
      options.program ?? program,
      'serve',
      '--data',
      data,
      '--listen',
      `127.0.0.1:${options.port ?? 0}`,
      ...(options.args ?? []),
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: cleanEnvironment({ ...(options.atUsualPorts ? {} : freeOtlpPorts), ...options.env }),
      killSignal: 'SIGKILL',
      timeout: options.killAfterMs,
    },
  );
  let errors = '';
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (errors = (errors + text).slice(-100_000)));
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const lines = createInterface({ input: child.stdout });
  const ready = await Promise.race([
    once(lines, 'line').then(([line]: string[]) => line),
    exited.then(() => undefined),
  ]);
  const url = /http:\/\/\S+/.exec(ready ?? '')?.[0];
  if (!url) {
    child.kill('SIGKILL');
    throw new Error(`the server did not start (${ready ?? 'it ended'}): ${errors}`);
  }
  return {
    url,
    pid: child.pid ?? 0,
    child,
    stderr: () => errors,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      const [code, by] = await exited;
      return { code, signal: by };
    },
  };
}

/** The processes whose parent is `pid` now. */
export function childrenOf(pid: number): number[] {
  const found: number[] = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid)
        found.push(Number(entry));
    } catch {
      // It ended meanwhile.
    }
  }
  return found;
}

/** Asks until the answer is true; throws with `what` after the deadline. */
export async function eventually(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  deadlineMs = 60_000,
): Promise<void> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    if (await isTrue()) return;
    if (performance.now() > end) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await new Promise((wake) => setTimeout(wake, 20));
  }
}
