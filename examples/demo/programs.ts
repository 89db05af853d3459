// Starts the demo's programs under `crew run` and ends them. What they write goes to Groundcrew, not to this terminal.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';

/** How long a program may take to end before it is killed. */
const patienceMs = 15_000;

export interface Programs {
  /** Runs a program under `crew run`; resolves with its exit code. */
  run(
    name: string,
    command: readonly string[],
    environment: Record<string, string>,
  ): Promise<number>;
  /** Ends what still runs, and waits for it. */
  stop(): Promise<void>;
}

export interface ProgramsOptions {
  /** The compiled `crew`. */
  crew: string;
  /** Address of the server that keeps their lines. */
  url: string;
  /** Folder for the spool and for what `crew run` itself has to say. */
  folder: string;
}

/** Nothing is started yet. */
export function openPrograms({ crew, url, folder }: ProgramsOptions): Programs {
  const running = new Map<ChildProcess, string>();
  const notices = openSync(join(folder, 'programs.log'), 'a');
  let isStopping = false;

  async function run(
    name: string,
    command: readonly string[],
    environment: Record<string, string>,
  ): Promise<number> {
    if (isStopping) return 0;
    const args = [crew, 'run', '--name', name, '--url', url, '--', ...command];
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'ignore', notices],
      env: { ...process.env, GROUNDCREW_SPOOL: join(folder, 'spool'), ...environment },
    });
    running.set(child, name);
    // A child's exit event carries its code and its signal.
    const [code] = (await once(child, 'exit')) as [number | null];
    running.delete(child);
    return code ?? 1;
  }

  async function stop(): Promise<void> {
    isStopping = true;
    const ended = [...running.keys()].map((child) => once(child, 'exit'));
    for (const child of running.keys()) child.kill('SIGTERM');
    const kill = setTimeout(() => {
      for (const [child, name] of running) {
        console.error(`${name} did not end and is killed`);
        child.kill('SIGKILL');
      }
    }, patienceMs);
    await Promise.all(ended);
    clearTimeout(kill);
  }

  return { run, stop };
}
