// Starts the real `groundcrew run`, for the tests of this folder.
import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { childrenOf, cleanEnvironment, program } from '../harness/server.ts';

/** A `groundcrew run` that was started. */
export interface Crew {
  child: ChildProcess;
  /** What came out so far. */
  stdout(): Buffer;
  stderr(): string;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** How to start it. */
export interface CrewOptions {
  url?: string;
  spool: string;
  env?: Record<string, string>;
  /** Options of `run` itself. */
  options?: string[];
  stdin?: 'ignore' | 'pipe';
  /** What runs Node, such as `unshare -Urm`. */
  prefix?: string[];
  /** Leave what it prints to nobody, for much of it. */
  isDiscarded?: boolean;
}

/** Nobody listens at this address. */
export const nowhere = 'http://127.0.0.1:9';

/** Starts `groundcrew run OPTIONS -- COMMAND`. */
export function startCrew(command: string[], options: CrewOptions): Crew {
  const stdout = options.isDiscarded ? 'ignore' : 'pipe';
  const stdio: StdioOptions = [options.stdin ?? 'ignore', stdout, 'pipe'];
  const [first, ...rest] = [...(options.prefix ?? []), process.execPath, program];
  const child = spawn(
    first ?? process.execPath,
    [...rest, 'run', ...(options.options ?? []), '--', ...command],
    {
      stdio,
      env: cleanEnvironment({
        GROUNDCREW_SPOOL: options.spool,
        GROUNDCREW_URL: options.url ?? nowhere,
        ...options.env,
      }),
    },
  );
  const parts: Buffer[] = [];
  let errors = '';
  child.stdout?.on('data', (part: Buffer) => void parts.push(part));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  return {
    child,
    stdout: () => Buffer.concat(parts),
    stderr: () => errors,
    ended: (once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>).then(
      ([code, signal]) => ({ code, signal }),
    ),
  };
}

/** Runs it to its end. */
export async function runCrew(command: string[], options: CrewOptions) {
  const crew = startCrew(command, options);
  const { code, signal } = await crew.ended;
  return { code, signal, stdout: crew.stdout(), stderr: crew.stderr() };
}

/** Delivers what waits in a spool; returns the exit code. */
export async function deliver(spool: string, url: string): Promise<number | null> {
  const child = spawn(process.execPath, [program, 'run', '--deliver', '--url', url], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: cleanEnvironment({ GROUNDCREW_SPOOL: spool }),
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

/** The processes in the background that deliver this spool, or want to. */
export function deliverersOf(spool: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      const words = commandLine(pid);
      return words.includes(spool) && words.some((word) => word.endsWith('deliver-main.js'));
    });
}

function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    // It ended meanwhile.
    return [];
  }
}

/** The recorder of a `groundcrew run` and the program it started; undefined while there is none yet. */
export function processesOf(crew: Crew): { recorder: number; program: number } | undefined {
  const recorder = childrenOf(crew.child.pid ?? 0)[0];
  const started = recorder === undefined ? undefined : childrenOf(recorder)[0];
  return recorder === undefined || started === undefined
    ? undefined
    : { recorder, program: started };
}
