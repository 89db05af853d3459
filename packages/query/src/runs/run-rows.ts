// Rows of the table `runs` as one JSON text each. What is computed from them is computed outside the store.
import type { RunRecord } from '@groundcrew/model';
import { runSilenceMsMax } from '@groundcrew/model';
import { join, type SqlPart, sql, trusted, value } from '@groundcrew/store';
import { sqlTime } from '../compile-time.ts';

/** A run as the store answers it; `samples` are asked for apart. Times are RFC 3339. */
export type RunRow = Omit<RunRecord, 'ended_at' | 'exit_code' | 'signal' | 'samples'> & {
  readonly ended_at: string;
  readonly exit_code: number | null;
  readonly signal: string;
  readonly samples?: RunRecord['samples'];
  /** From start to end, or to the last sign of life, or to now while it runs. */
  readonly duration_ms: number;
};

const plainColumns = [
  'run_id',
  'version',
  'job',
  'host',
  'user',
  'service',
  'release',
  'command',
  'cwd',
  'pid',
  'exit_code',
  'signal',
  'out_of_memory',
  'cpu_user_ms',
  'cpu_system_ms',
  'memory_peak_bytes',
  'lines',
  'bytes',
  'lost_lines',
  'cut_lines',
] as const;

const rfc3339 = (column: string) => `concat(replaceOne(toString(${column}), ' ', 'T'), 'Z')`;

/** Settings of a statement that writes {@link runJson}: numbers as numbers, tuples as objects. */
export const runSettings = trusted(
  'output_format_json_escape_forward_slashes = 0, output_format_json_quote_64bit_integers = 0, output_format_json_named_tuples_as_objects = 1',
);

/** The newest record of each run that meets a condition; columns of the table and `shown`, the state as it is at `nowNs`. */
export function runRows(where: SqlPart, nowNs: bigint): SqlPart {
  return sql`SELECT *, ${shownState(nowNs)} AS shown, ${endOf(nowNs)} AS until FROM groundcrew.runs FINAL WHERE ${where}`;
}

/** A recorder that fell silent cannot say so. Its clock may be ahead of ours: the earlier of both times counts. */
export function shownState(nowNs: bigint): SqlPart {
  const silentSinceNs = nowNs - BigInt(runSilenceMsMax) * 1_000_000n;
  return sql`if(state = 'running' AND least(updated_at, received_at) < ${sqlTime(silentSinceNs)}, 'lost', toString(state))`;
}

const endOf = (nowNs: bigint) =>
  sql`ifNull(ended_at, if(${shownState(nowNs)} = 'running', greatest(updated_at, ${sqlTime(nowNs)}), updated_at))`;

/** An expression over {@link runRows}: the run as one JSON object. */
export function runJson({ hasSamples = false } = {}): SqlPart {
  const members = [
    ...plainColumns.map((column) => [column, column] as const),
    ['state', 'shown'] as const,
    ['started_at', rfc3339('started_at')] as const,
    ['updated_at', rfc3339('updated_at')] as const,
    ['ended_at', `ifNull(${rfc3339('ended_at')}, '')`] as const,
    [
      'duration_ms',
      'intDiv(greatest(0, toUnixTimestamp64Nano(until) - toUnixTimestamp64Nano(started_at)), 1000000)',
    ] as const,
    ...(hasSamples ? [['samples', 'samples'] as const] : []),
  ];
  const parts = members.map(
    ([name, expression], index) =>
      sql`${trusted(`'${index === 0 ? '{' : ','}"${name}":', ifNull(toJSONString(${expression}), 'null')`)}`,
  );
  return sql`toValidUTF8(concat(${join(parts, ', ')}, '}'))`;
}

/** Reads one line that a statement with {@link runJson} answered. */
export function readRunRow(line: string): RunRow {
  // Written by the expression above.
  return JSON.parse(line) as RunRow;
}

export const text = (content: string) => value('String', content);
