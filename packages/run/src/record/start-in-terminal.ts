// Starts the program in a terminal of its own (`--tty`), whose size and keys are those of the terminal around us.
import { accessSync, constants, statSync } from 'node:fs';
import { constants as osConstants } from 'node:os';
import { delimiter, join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import type { RunPlan } from '../messages.ts';
import { Output } from './output.ts';
import { type RefusedProgram, refusal, type StartedProgram } from './start-program.ts';

/** What may wait for a slow reader before the program has to. */
const waitingBytesMax = 1 << 20;
const endOfInput = '\u0004';

/** A program in a terminal; all it writes comes on one stream. */
export interface TerminalProgram extends StartedProgram {
  /** True when nothing waits to be passed on. */
  isIdle(): boolean;
}

/** Starts it; `keep` is called with each read before it is passed on. */
export async function startInTerminal(
  plan: RunPlan,
  keep: (bytes: Buffer) => void,
): Promise<TerminalProgram | RefusedProgram> {
  const [name = '', ...args] = plan.command;
  const problem = problemWith(name, plan.environment['PATH'] ?? '');
  if (problem) return refusal(name, problem);
  const terminal = spawn(name, args, {
    ...windowSize(),
    name: plan.environment['TERM'] ?? 'xterm-256color',
    cwd: plan.cwd,
    env: plan.environment,
    encoding: null,
  });
  let waiting = 0;
  const output = new Output({
    file: 1,
    release: (buffer) => {
      waiting -= buffer.length;
      if (waiting < waitingBytesMax) terminal.resume();
    },
    broken: () => terminal.kill('SIGHUP'),
  });
  terminal.onData((data) => {
    // With `encoding: null` they are bytes, whatever the type says.
    const bytes = Buffer.from(data as unknown as Uint8Array);
    keep(bytes);
    waiting += bytes.length;
    if (waiting >= waitingBytesMax) terminal.pause();
    output.write(bytes, bytes);
  });
  const resize = () => {
    const { cols, rows } = windowSize();
    terminal.resize(cols, rows);
  };
  process.on('SIGWINCH', resize);
  // It takes bytes as well, whatever the type says.
  const keys = passKeys((bytes) => terminal.write(bytes as string));
  return {
    pid: terminal.pid,
    isIdle: () => output.isIdle,
    kill: (signal) => (signal === 'SIGWINCH' ? resize() : terminal.kill(signal)),
    ended: new Promise((resolve) =>
      terminal.onExit(({ exitCode, signal }) => {
        keys.close();
        resolve(
          signal ? { exitCode: null, signal: signalName(signal) } : { exitCode, signal: null },
        );
      }),
    ),
  };
}

function windowSize(): { cols: number; rows: number } {
  const { columns, rows } = process.stdout.isTTY ? process.stdout : process.stderr;
  // Without a terminal both are undefined, and some terminals say 0.
  return { cols: columns || 80, rows: rows || 24 };
}

/** Every key goes to the program, ctrl-C too: its terminal makes a signal of it. */
function passKeys(write: (bytes: Buffer | string) => void): { close(): void } {
  const { stdin } = process;
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.on('data', write);
  stdin.on('end', () => write(endOfInput));
  // An input that cannot be read is at its end.
  stdin.on('error', () => write(endOfInput));
  return {
    close: () => {
      if (stdin.isTTY) stdin.setRawMode(false);
      stdin.destroy();
    },
  };
}

/** The terminal starts any program and has it fail inside; shells look first. */
function problemWith(name: string, path: string): NodeJS.ErrnoException | undefined {
  const candidates = name.includes('/')
    ? [name]
    : path.split(delimiter).map((folder) => join(folder, name));
  let problem: NodeJS.ErrnoException = Object.assign(new Error('not found'), { code: 'ENOENT' });
  for (const candidate of candidates) {
    try {
      accessSync(candidate, constants.X_OK);
      if (statSync(candidate).isFile()) return undefined;
      problem = Object.assign(new Error('no file'), { code: 'EACCES' });
    } catch (error) {
      // What fs throws always is one.
      const found = error as NodeJS.ErrnoException;
      if (found.code !== 'ENOENT') problem = found;
    }
  }
  return problem;
}

function signalName(number: number): NodeJS.Signals {
  const entry = Object.entries(osConstants.signals).find(([, value]) => value === number);
  // The names in the table are the type's.
  return (entry?.[0] ?? 'SIGKILL') as NodeJS.Signals;
}
