// The lines of one run in order, with the time that passed before each.
import { type LogSchema, render, type Sql, type SqlPart, sql, value } from '@groundcrew/store';
import { checkInteger } from '../bad-parameter.ts';
import { sqlTime } from '../compile-time.ts';
import type { LogId } from '../log-id.ts';
import { timeNsMax } from '../parse-time.ts';
import {
  jsonSettings,
  longJsonSettings,
  recordColumns,
  recordId,
  recordJsonText,
} from '../record-columns.ts';
import { allOf, behindCursor, logsTable, orderBy } from '../selection.ts';
import { text } from './run-rows.ts';

/** A run and when it was. */
export interface RunSpan {
  readonly runId: string;
  readonly startedNs: bigint;
  /** Its end, or now while it runs. */
  readonly endedNs: bigint;
}

export interface RunLines extends RunSpan {
  /** 1 to 10,000; undefined for all. */
  readonly limit?: number | undefined;
  /** The id of the last line of the page before. */
  readonly cursor?: LogId | undefined;
  /** Only lines before this time, nanoseconds since the epoch. */
  readonly untilNs?: bigint;
  /** Lines whose texts are made at once; as the store sees fit when not given. */
  readonly rowsPerBlock?: number;
}

export const runLinesMax = 10_000;

/** A day: programs that write local times without a zone are hours off, and their lines are still the run's. */
const marginNs = 86_400_000_000_000n;

/** Where the times of a run's lines are: from the first to before the second. */
export function runLinesTime({ startedNs, endedNs }: RunSpan): { startNs: bigint; endNs: bigint } {
  const startNs = startedNs > marginNs ? startedNs - marginNs : 0n;
  const endNs = endedNs + marginNs < timeNsMax ? endedNs + marginNs : timeNsMax;
  return { startNs, endNs };
}

/** The condition of a run's lines. Its time lets the store skip other days. */
export function runLinesCondition(span: RunSpan): SqlPart {
  const { startNs, endNs } = runLinesTime(span);
  const { runId } = span;
  return sql`time >= ${sqlTime(startNs)} AND time < ${sqlTime(endNs)} AND run_id = ${text(runId)}`;
}

const timeNs = sql`toUnixTimestamp64Nano(time)`;
const inOrder = sql`OVER (ORDER BY time, batch, row ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;

/** Nanoseconds since the line before, or since `baseNs` for the first line; never negative. */
export const gapNs = (baseNs: bigint) =>
  sql`greatest(0, ${timeNs} - lagInFrame(${timeNs}, 1, ${value('Int64', baseNs)}) ${inOrder})`;

/**
 * Records as JSON texts with a member `gap_ns`, one String column `record`. The gap of the first line is the time since
 * the run's start. Throws `bad-parameter` (400).
 */
export function runLines(request: RunLines, schema: LogSchema): Sql {
  const { limit, cursor } = request;
  if (limit !== undefined) checkInteger('limit', limit, { min: 1, max: runLinesMax });
  const { untilNs, rowsPerBlock } = request;
  const conditions = [
    runLinesCondition(request),
    ...(cursor ? [behindCursor(cursor, 'asc')] : []),
    ...(untilNs === undefined ? [] : [sql`time < ${sqlTime(untilNs)}`]),
  ];
  const first = limit === undefined ? sql`` : sql` LIMIT ${value('UInt32', limit)}`;
  const rows = sql`SELECT ${recordColumns(schema)} FROM ${logsTable} WHERE ${allOf(conditions)} ORDER BY ${orderBy('asc')}${first}`;
  const gaps = sql`SELECT *, ${gapNs(cursor?.timeNs ?? request.startedNs)} AS gap FROM (${rows})`;
  const record = recordJsonText(schema);
  return render(
    sql`SELECT concat(substring(${record} AS whole, 1, length(whole) - 1), ',"gap_ns":', toString(gap), '}') AS record FROM (${gaps}) ORDER BY ${orderBy('asc')} SETTINGS ${longJsonSettings(rowsPerBlock)}`,
  );
}

export interface RunGaps extends RunSpan {
  /** 1 to 50. */
  readonly limit: number;
}

/** A long silence: between two lines, before the first or after the last one. */
export interface RunGap {
  readonly gap_ns: number;
  /** When it began: nanoseconds since the epoch, as text. */
  readonly from_ns: string;
  /** Ids of the lines around it; "" at the run's start and end. */
  readonly before: string;
  readonly after: string;
}

/** One String column `gap` of JSON texts, longest first. Throws `bad-parameter` (400). */
export function runGaps(request: RunGaps): Sql {
  checkInteger('limit', request.limit, { min: 1, max: 50 });
  const start = value('Int64', request.startedNs);
  const lines = sql`SELECT ${timeNs} AS at, ${recordId} AS after, lagInFrame(${timeNs}, 1, ${start}) ${inOrder} AS since, lagInFrame(${recordId}, 1, '') ${inOrder} AS before FROM ${logsTable} WHERE ${runLinesCondition(request)}`;
  const end = sql`SELECT ${value('Int64', request.endedNs)} AS at, '' AS after, max(${timeNs}) AS since, argMax(${recordId}, (time, batch, row)) AS before FROM ${logsTable} WHERE ${runLinesCondition(request)} HAVING count() > 0`;
  const gaps = sql`SELECT at - since AS gap_ns, since, before, after FROM (SELECT at, after, since, before FROM (${lines}) UNION ALL SELECT at, after, since, before FROM (${end})) WHERE at > since ORDER BY gap_ns DESC, since LIMIT ${value('UInt32', request.limit)}`;
  return render(
    sql`SELECT concat('{"gap_ns":', toString(gap_ns), ',"from_ns":"', toString(since), '","before":"', before, '","after":"', after, '"}') AS gap FROM (${gaps} ) AS found ORDER BY found.gap_ns DESC, found.since SETTINGS ${jsonSettings}`,
  );
}
