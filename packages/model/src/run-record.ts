// The record of one run of a program, as its recorder sends it and the store keeps it. Names are those of the JSON.
import { parseLogTime, rfc3339Time } from './log-time.ts';
import { byteLength, cutText } from './record-limits.ts';

/** How a run is or was. `lost`: its recorder fell silent, so nobody knows. */
export const runStates = ['running', 'succeeded', 'failed', 'killed', 'lost'] as const;

export type RunState = (typeof runStates)[number];

/** CPU time and memory of a run's processes at one moment. */
export interface RunSample {
  /** Milliseconds since the run's start. */
  at_ms: number;
  /** CPU time used up to then. */
  cpu_ms: number;
  memory_bytes: number;
}

/** One run. Times are RFC 3339 in UTC with nanoseconds; texts are "" when absent. */
export interface RunRecord {
  /** UUID version 7, lower case. */
  run_id: string;
  /** Grows with each update; the record with the highest one is true. */
  version: number;
  job: string;
  state: RunState;
  host: string;
  user: string;
  service: string;
  release: string;
  /** The command line, secrets masked by the recorder. */
  command: string[];
  cwd: string;
  pid: number;
  started_at: string;
  /** When the recorder was last known to be alive. */
  updated_at: string;
  ended_at?: string;
  exit_code?: number;
  /** Such as `SIGKILL`. */
  signal?: string;
  out_of_memory: boolean;
  cpu_user_ms: number;
  cpu_system_ms: number;
  memory_peak_bytes: number;
  /** Lines and bytes written by the program. */
  lines: number;
  bytes: number;
  /** Lines that could not be kept, and lines that were cut. */
  lost_lines: number;
  cut_lines: number;
  /** In order of time. */
  samples: RunSample[];
}

/** Bounds of one record. What is over them is cut or thinned, not refused. */
export const runLimits = {
  samples: 500,
  arguments: 256,
  /** Of each text, in UTF-8. */
  textBytes: 512,
  /** Of the working folder and of each argument. */
  longTextBytes: 4096,
  /** Of all arguments together. */
  commandBytes: 32_768,
} as const;

/** A running run whose record is older than this counts as lost. Recorders send one every five seconds. */
export const runSilenceMsMax = 60_000;

/** A record read from what somebody sent, or why it is none. */
export type ReadRun = { record: RunRecord; reason?: never } | { record?: never; reason: string };

/**
 * Reads a record from JSON of anywhere. Wrong types are refused with the member's name; absent numbers are 0 and absent
 * texts "". Members with other names are left out.
 */
export function readRunRecord(json: unknown): ReadRun {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { reason: 'it is no JSON object' };
  }
  const members = new Members(new Map<string, unknown>(Object.entries(json)));
  const record = recordOf(members);
  return members.reason === undefined ? { record } : { reason: members.reason };
}

function recordOf(members: Members): RunRecord {
  const startedAt = members.time('started_at');
  const endedAt = members.has('ended_at') ? members.time('ended_at') : undefined;
  const exitCode = members.has('exit_code') ? members.integer('exit_code') : undefined;
  const signal = members.text('signal');
  return {
    run_id: members.id(),
    version: members.version(),
    job: members.requiredText('job'),
    state: members.state(),
    host: members.text('host'),
    user: members.text('user'),
    service: members.text('service'),
    release: members.text('release'),
    command: members.command(),
    cwd: members.text('cwd', runLimits.longTextBytes),
    pid: members.count('pid'),
    started_at: startedAt,
    updated_at: members.has('updated_at') ? members.time('updated_at') : (endedAt ?? startedAt),
    ...(endedAt === undefined ? {} : { ended_at: endedAt }),
    ...(exitCode === undefined ? {} : { exit_code: exitCode }),
    ...(signal === '' ? {} : { signal }),
    out_of_memory: members.boolean('out_of_memory'),
    cpu_user_ms: members.count('cpu_user_ms'),
    cpu_system_ms: members.count('cpu_system_ms'),
    memory_peak_bytes: members.count('memory_peak_bytes'),
    lines: members.count('lines'),
    bytes: members.count('bytes'),
    lost_lines: members.count('lost_lines'),
    cut_lines: members.count('cut_lines'),
    samples: members.samples(),
  };
}

const idPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** A full second at least, with its offset: times of runs are never guessed. */
const timePattern = /^[^T]*T.*(?:Z|[+-]\d{2}:\d{2})$/;

/** Members by name, and the first thing found wrong with them. */
class Members {
  reason: string | undefined;
  readonly #members: ReadonlyMap<string, unknown>;

  constructor(members: ReadonlyMap<string, unknown>) {
    this.#members = members;
  }

  /** `null` counts as absent: some writers know nothing else. */
  has(name: string): boolean {
    return (this.#members.get(name) ?? undefined) !== undefined;
  }

  text(name: string, bytesMax: number = runLimits.textBytes): string {
    const value = this.#members.get(name) ?? '';
    return typeof value === 'string' ? clean(value, bytesMax) : this.#wrong(name, 'a text', '');
  }

  requiredText(name: string): string {
    const text = this.text(name);
    return text === '' ? this.#wrong(name, 'a text that is not empty', '') : text;
  }

  id(): string {
    const text = this.text('run_id').toLowerCase();
    return idPattern.test(text) ? text : this.#wrong('run_id', 'a UUID', '');
  }

  state(): RunState {
    const text = this.text('state');
    const state = runStates.find((each) => each === text);
    return state ?? this.#wrong('state', `one of ${runStates.join(', ')}`, 'lost');
  }

  time(name: string): string {
    const text = this.#members.get(name);
    const timeNs = typeof text === 'string' && timePattern.test(text) ? parseLogTime(text) : 0n;
    return timeNs === 0n ? this.#wrong(name, 'a time in RFC 3339', '') : rfc3339Time(timeNs);
  }

  version(): number {
    const version = this.#members.get('version');
    const isVersion = Number.isSafeInteger(version) && Number(version) >= 1;
    return isVersion ? Number(version) : this.#wrong('version', 'a whole number from 1', 0);
  }

  integer(name: string): number {
    const value = this.#members.get(name);
    const isInteger = typeof value === 'number' && (value | 0) === value;
    return isInteger ? value : this.#wrong(name, 'a whole number of 32 bits', 0);
  }

  count(name: string): number {
    const count = countOf(this.#members.get(name) ?? 0);
    return count ?? this.#wrong(name, 'a number from 0', 0);
  }

  boolean(name: string): boolean {
    const value = this.#members.get(name) ?? false;
    return typeof value === 'boolean' ? value : this.#wrong(name, 'true or false', false);
  }

  command(): string[] {
    const value = this.#members.get('command') ?? [];
    if (!Array.isArray(value) || !value.every((each) => typeof each === 'string')) {
      return this.#wrong('command', 'an array of texts', []);
    }
    let left: number = runLimits.commandBytes;
    return value.slice(0, runLimits.arguments).map((argument) => {
      const text = clean(argument, Math.min(left, runLimits.longTextBytes));
      left -= byteLength(text);
      return text;
    });
  }

  samples(): RunSample[] {
    const value = this.#members.get('samples') ?? [];
    const samples = Array.isArray(value) ? value.map(sampleOf) : [undefined];
    const known = samples.filter((sample) => sample !== undefined);
    if (known.length < samples.length) {
      return this.#wrong('samples', 'an array of {at_ms, cpu_ms, memory_bytes}', []);
    }
    return thinned(known.sort((a, b) => a.at_ms - b.at_ms));
  }

  #wrong<Value>(name: string, expected: string, instead: Value): Value {
    this.reason ??= `${name} must be ${expected}`;
    return instead;
  }
}

function sampleOf(json: unknown): RunSample | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const members = new Map<string, unknown>(Object.entries(json));
  const [at, cpu, memory] = ['at_ms', 'cpu_ms', 'memory_bytes'].map((name) =>
    countOf(members.get(name)),
  );
  if (at === undefined || cpu === undefined || memory === undefined) return undefined;
  return { at_ms: at, cpu_ms: cpu, memory_bytes: memory };
}

/** Fractions are rounded; undefined for what is no number from 0 to 2^53. */
function countOf(value: unknown): number | undefined {
  if (typeof value !== 'number') return undefined;
  const count = Math.round(value);
  return Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

/** At most as many samples as there may be, evenly picked, the last one among them. */
function thinned(samples: readonly RunSample[]): RunSample[] {
  const step = Math.max(1, Math.ceil(samples.length / runLimits.samples));
  return samples.filter((_, index) => (samples.length - 1 - index) % step === 0);
}

const clean = (text: string, bytesMax: number): string => cutText(text.toWellFormed(), bytesMax);
