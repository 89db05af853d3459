// `crew run` itself: starts the recorder, passes signals on, delivers while the program runs, and ends as it ended.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import {
  type Ending,
  type FromRecorder,
  type LossReport,
  passedSignals,
  type RunPlan,
  type ToRecorder,
} from '../messages.ts';
import { makePlan, type RunOptions } from './plan.ts';

/** How a run ended, for whoever started it. */
export interface RunEnd extends Ending {
  lost: LossReport;
  /** Why the program did not start. */
  refused?: string;
}

/** Short programs are over before anything is delivered. */
const deliverAfterMs = 150;

/** Runs the program and resolves with its end. `notice` says what the user must know. */
export async function runProgram(
  options: RunOptions,
  notice: (text: string) => void,
): Promise<RunEnd> {
  const plan = makePlan(options);
  const noFolder = makeFolder(plan.folder);
  const recorder = startRecorder(plan);
  const passing = passSignals(recorder);
  const ended = endOf(recorder);
  // The run's folder may be gone, and with it everything to deliver: the program does not care.
  const delivered = noFolder ? Promise.resolve('') : deliverMeanwhile(options, plan, ended);
  const end = await ended;
  releaseOutputs();
  const remains = await delivered;
  passing.close();
  if (noFolder) notice(`nothing of this run was kept: ${noFolder}`);
  else if (end.lost.bytes > 0) notice(lossText(end.lost));
  if (remains !== '') notice(remains);
  return end;
}

/** The process ends as the program did: same exit code, or same signal. */
export function endAs({ exitCode, signal }: Ending): void {
  if (!signal) process.exit(exitCode ?? 1);
  for (const each of passedSignals) process.removeAllListeners(each);
  process.kill(process.pid, signal);
  // A signal that does not end a process here, such as one that is ignored.
  setTimeout(() => process.exit(128 + constants.signals[signal]), 200);
}

function makeFolder(folder: string): string | undefined {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return undefined;
  } catch (error) {
    return `cannot make ${folder}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function startRecorder(plan: RunPlan): ChildProcess {
  const program = fileURLToPath(new URL('../record/recorder-main.js', import.meta.url));
  // What NODE_OPTIONS ask for is meant for the program.
  const { NODE_OPTIONS: _, ...environment } = plan.environment;
  const recorder = spawn(process.execPath, [program], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: environment,
  });
  tell(recorder, { kind: 'start', plan });
  return recorder;
}

function tell(recorder: ChildProcess, message: ToRecorder): void {
  if (recorder.connected) recorder.send(message, () => undefined);
}

function passSignals(recorder: ChildProcess): { close(): void } {
  const listeners = passedSignals.map((signal) => {
    const listener = () => tell(recorder, { kind: 'signal', signal });
    process.on(signal, listener);
    return [signal, listener] as const;
  });
  return {
    close: () => {
      for (const [signal, listener] of listeners) process.off(signal, listener);
    },
  };
}

function endOf(recorder: ChildProcess): Promise<RunEnd> {
  const nothing: LossReport = { lines: 0, bytes: 0, reason: '' };
  return new Promise((resolve) => {
    let isEnded = false;
    recorder.on('message', (message: FromRecorder) => {
      if (message.kind === 'started') return;
      isEnded = true;
      if (message.kind === 'ended') resolve(message);
      else
        resolve({
          exitCode: message.exitCode,
          signal: null,
          refused: message.message,
          lost: nothing,
        });
    });
    const gone = (how: string) => {
      if (isEnded) return;
      // It may have left the terminal in a state of its own.
      if (process.stdin.isTTY) spawnSync('stty', ['sane'], { stdio: 'inherit' });
      resolve({
        exitCode: 1,
        signal: null,
        refused: `the recorder ended unexpectedly: ${how}`,
        lost: nothing,
      });
    };
    recorder.once('error', (error) => gone(error.message));
    recorder.once('exit', (code, signal) => gone(signal ?? `exit code ${code}`));
  });
}

/** Whoever reads our output must see its end when the program's has come, not when we are done. */
function releaseOutputs(): void {
  for (const [file, mode] of [
    [0, 'r'],
    [1, 'w'],
  ] as const) {
    closeSync(file);
    openSync('/dev/null', mode);
  }
}

async function deliverMeanwhile(
  options: RunOptions,
  plan: RunPlan,
  ended: Promise<RunEnd>,
): Promise<string> {
  // Loaded while the recorder starts, when there is nothing else to do.
  const loading = import('../deliver/deliver-own-run.ts');
  let wake = () => {};
  const soon = new Promise<void>((resolve) => (wake = resolve));
  const timer = setTimeout(wake, deliverAfterMs);
  void ended.then(wake);
  await soon;
  clearTimeout(timer);
  const { deliverOwnRun } = await loading;
  return deliverOwnRun({ ...options, plan, ended });
}

/** Such as `12 lines (3 kB) were not kept: ENOSPC`. */
function lossText({ lines, bytes, reason }: LossReport): string {
  const why = reason === 'ENOSPC' ? 'no space is left on the disk of the spool' : reason;
  return `${lines} lines (${bytes} bytes) of this run were passed on but not kept: ${why}`;
}
