// Starts the program as a child of the recorder, its outputs on pipes of ours, everything else as `crew run` has it.
import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { closeSync } from 'node:fs';
import type { RunPlan } from '../messages.ts';
import { openPipes } from './pipes.ts';

/** A program that runs, or has ended unseen. */
export interface StartedProgram {
  readonly pid: number;
  /** Resolves when it has ended. */
  readonly ended: Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>;
  kill(signal: NodeJS.Signals): void;
}

/** Why a program did not start, as shells say it. */
export interface RefusedProgram {
  readonly exitCode: 126 | 127;
  readonly message: string;
}

/** A program with its outputs on two descriptors to read from. */
export interface PipedProgram extends StartedProgram {
  readonly stdout: number;
  readonly stderr: number;
}

/** Starts it; resolves as soon as it runs or is known not to. */
export async function startProgram(plan: RunPlan): Promise<PipedProgram | RefusedProgram> {
  const pipes = openPipes(2);
  const [out, err] = pipes ?? [];
  if (!out || !err)
    return {
      exitCode: 126,
      message: 'no pipe can be made: mkfifo is missing or no temporary folder takes one',
    };
  const [name = '', ...args] = plan.command;
  const stdio: StdioOptions = ['inherit', out.write, err.write];
  try {
    const child = spawn(name, args, { stdio, env: plan.environment });
    const refused = await hasStarted(child);
    if (refused) {
      closeSync(out.read);
      closeSync(err.read);
      return refusal(name, refused);
    }
    return { ...watched(child), stdout: out.read, stderr: err.read };
  } finally {
    closeSync(out.write);
    closeSync(err.write);
  }
}

/** Shells answer 127 for what is not there and 126 for what cannot be run. */
export function refusal(name: string, error: NodeJS.ErrnoException): RefusedProgram {
  const isMissing = error.code === 'ENOENT';
  const reason = isMissing ? 'there is no such program' : (error.code ?? error.message);
  return {
    exitCode: isMissing ? 127 : 126,
    message: `cannot run ${JSON.stringify(name)}: ${reason}`,
  };
}

function hasStarted(child: ChildProcess): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    child.once('spawn', () => resolve(undefined));
    child.once('error', (error: NodeJS.ErrnoException) => resolve(error));
  });
}

function watched(child: ChildProcess): StartedProgram {
  return {
    pid: child.pid ?? 0,
    ended: new Promise((resolve) =>
      child.once('exit', (exitCode, signal) => resolve({ exitCode, signal })),
    ),
    kill: (signal) => void child.kill(signal),
  };
}
