// What `crew run` and its recorder say to each other, and what a run is before it starts.

/** Everything a recorder needs to know about its run. */
export interface RunPlan {
  runId: string;
  /** The program and its arguments, as they are. */
  command: string[];
  /** The same with secrets masked, for the record. */
  maskedCommand: string[];
  job: string;
  service: string;
  release: string;
  host: string;
  user: string;
  cwd: string;
  startedNs: string;
  /** The environment of the program, whole. */
  environment: Record<string, string>;
  /** The program gets a terminal of its own. */
  tty: boolean;
  /** Where the run is delivered to. */
  url: string;
  /** The folder of all runs, and this run's in it. */
  spool: string;
  folder: string;
  spoolBytesMax: number;
}

/** How a program ended. */
export interface Ending {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
}

/** What could not be kept. */
export interface LossReport {
  lines: number;
  bytes: number;
  reason: string;
}

/** From `crew run` to its recorder. */
export type ToRecorder =
  | { kind: 'start'; plan: RunPlan }
  | { kind: 'signal'; signal: NodeJS.Signals };

/** From the recorder to `crew run`. */
export type FromRecorder =
  | { kind: 'started' }
  | { kind: 'refused'; exitCode: number; message: string }
  | ({ kind: 'ended'; lost: LossReport } & Ending);

/** Signals passed on to the program. Those that stop and continue reach it through the process group. */
export const passedSignals: readonly NodeJS.Signals[] = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
  'SIGWINCH',
];
