// The questions about runs of programs, typed.
import { type Parameters, requestJson } from './client.ts';
import type { LogRecord } from './logs.ts';

export const runStates = ['running', 'succeeded', 'failed', 'killed', 'lost'] as const;
export type RunState = (typeof runStates)[number];

/** CPU time and memory at one moment of a run. */
export interface RunSample {
  readonly at_ms: number;
  readonly cpu_ms: number;
  readonly memory_bytes: number;
}

/** One run; empty fields are absent. */
export interface Run {
  readonly run_id: string;
  readonly job: string;
  readonly state: RunState;
  /** How it went, in words. */
  readonly outcome: string;
  readonly started_at: string;
  readonly updated_at: string;
  readonly ended_at?: string;
  readonly duration_ms: number;
  readonly host?: string;
  readonly user?: string;
  readonly service?: string;
  readonly release?: string;
  readonly command: readonly string[];
  readonly cwd?: string;
  readonly pid?: number;
  readonly exit_code?: number;
  readonly signal?: string;
  readonly out_of_memory: boolean;
  readonly cpu_user_ms: number;
  readonly cpu_system_ms: number;
  readonly memory_peak_bytes: number;
  readonly lines: number;
  readonly bytes: number;
  readonly lost_lines: number;
  readonly cut_lines: number;
  readonly samples?: readonly RunSample[];
}

/** A run as a tick of its job's strip. */
export interface Tick {
  readonly run_id: string;
  readonly state: RunState;
  readonly started_at: string;
  readonly duration_ms: number;
}

/** A job with its last runs, the newest first. */
export interface Job {
  readonly job: string;
  readonly last: Run;
  readonly runs: readonly Tick[];
  readonly success_rate?: number;
  readonly median_duration_ms?: number;
  readonly schedule?: {
    readonly every_ms: number;
    readonly next: string;
    readonly missed: readonly string[];
  };
}

/** A line and the time that passed before it. */
export type RunLine = LogRecord & { readonly id: string; readonly gap_ns: number };

/** A time without a line. */
export interface RunGap {
  readonly gap_ns: number;
  /** When it began, since the start. */
  readonly at_ms: number;
  readonly before?: LogRecord;
  readonly after?: LogRecord;
}

export interface PatternFact {
  readonly pattern: string;
  readonly lines: number;
  readonly severity_number: number;
  readonly id: string;
}

/** What was different in a run. */
export interface RunComparison {
  readonly here: { readonly run: Run; readonly lines: number };
  readonly there: { readonly run: Run; readonly lines: number };
  readonly duration_difference_ms: number;
  readonly only_here: readonly PatternFact[];
  readonly only_there: readonly PatternFact[];
  readonly time: readonly {
    readonly pattern: string;
    readonly time_ms: number;
    readonly other_time_ms: number;
    readonly lines: number;
    readonly other_lines: number;
  }[];
  readonly is_complete: boolean;
}

const pathOf = (id: string, part = '') => `/api/runs/${encodeURIComponent(id)}${part}`;

/** As many jobs as the server tells; it has no further page of them. */
export const jobsMax = 500;
/** Jobs on the page at first, those that ran last. */
export const jobsFew = 200;

/** Which jobs, and how much of them. */
interface JobQuestion {
  readonly job?: string;
  /** Runs since then count. */
  readonly start?: string;
  /** Runs of each job. */
  readonly runs?: number;
  readonly limit?: number;
}

/** Jobs, the one that ran last first. */
export async function readJobs(
  { job, start, runs = 60, limit = jobsFew }: JobQuestion,
  signal: AbortSignal,
): Promise<readonly Job[]> {
  const { jobs } = await requestJson<{ jobs: Job[] }>('/api/runs/jobs', {
    parameters: { job, start, runs, limit },
    signal,
  });
  return jobs;
}

/** Which runs are listed; what is empty does not matter. */
export interface RunQuestion {
  readonly job?: string;
  readonly state?: RunState | undefined;
  readonly service?: string;
  readonly host?: string;
  /** The beginning of an id. */
  readonly id?: string;
  readonly start?: string;
  readonly end?: string;
}

/** The question as parameters. */
export const runParameters = (question: RunQuestion): Parameters =>
  Object.fromEntries(Object.entries(question).filter(([, text]) => text !== ''));

/** A page of runs, the newest first. */
export function listRuns(
  question: RunQuestion,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<{ runs: readonly Run[]; next_cursor?: string }> {
  const parameters = { ...runParameters(question), cursor, limit: 100 };
  return requestJson('/api/runs', { parameters, signal });
}

/** Runs that started within a span, the newest first, up to as many as a chart can mark. */
export async function listRunsBetween(
  startMs: number,
  endMs: number,
  signal: AbortSignal,
): Promise<readonly Run[]> {
  const [start, end] = [Math.max(0, startMs), endMs].map((ms) => new Date(ms).toISOString());
  const { runs } = await requestJson<{ runs: Run[] }>('/api/runs', {
    parameters: { start, end, limit: 200 },
    signal,
  });
  return runs;
}

export const readRun = (id: string, signal: AbortSignal) =>
  requestJson<{ run: Run; last_good?: Run }>(pathOf(id), { signal });

/** Where the lines of a run are. */
export const linesPath = (id: string) => pathOf(id, '/lines');

/** A page of lines behind a cursor. */
export function runLines(
  id: string,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<{ lines: readonly RunLine[]; next_cursor?: string }> {
  return requestJson(linesPath(id), { parameters: { cursor, limit: 1000 }, signal });
}

export async function runGaps(
  id: string,
  limit: number,
  signal: AbortSignal,
): Promise<readonly RunGap[]> {
  const parameters = { limit };
  const { gaps } = await requestJson<{ gaps: RunGap[] }>(pathOf(id, '/gaps'), {
    parameters,
    signal,
  });
  return gaps;
}

export const compareRuns = (id: string, other: string, limit: number, signal: AbortSignal) =>
  requestJson<RunComparison>(pathOf(id, '/compare'), {
    parameters: { with: other, limit },
    signal,
  });
