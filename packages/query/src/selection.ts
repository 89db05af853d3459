// Which records a question is about: a search within a span of time, as a WHERE condition over `logs`.
import { join, type LogSchema, type SqlPart, sql, value } from '@groundcrew/store';
import { badParameter } from './bad-parameter.ts';
import { compileSearch } from './compile-search.ts';
import { sqlTime } from './compile-time.ts';
import type { LogId } from './log-id.ts';
import { timeNsMax } from './parse-time.ts';
import type { SearchNode } from './search-node.ts';

/** What every question about logs says. */
export interface LogSelection {
  readonly search: SearchNode;
  /** Nanoseconds since the epoch, included. */
  readonly startNs: bigint;
  /** Nanoseconds since the epoch, excluded. */
  readonly endNs: bigint;
}

/** The direction of time: oldest or newest first. */
export type LogOrder = 'asc' | 'desc';

export const orders: readonly LogOrder[] = ['asc', 'desc'];

export const logsTable = sql`groundcrew.logs`;

/** Throws `bad-parameter` for times outside what the store can hold. An end before the start selects nothing. */
export function checkSelection({ startNs, endNs }: LogSelection): void {
  if (startNs < 0n || startNs > timeNsMax) throw badParameter('start', 'a time from 1970 to 2262');
  if (endNs < 0n || endNs > timeNsMax) throw badParameter('end', 'a time from 1970 to 2262');
}

/** The condition of a selection. */
export function compileSelection(selection: LogSelection, schema: LogSchema): SqlPart {
  const conditions = timeConditions(selection.startNs, selection.endNs);
  return allOf([...conditions, sql`(${compileSearch(selection.search, schema)})`]);
}

/** `startNs` included, `endNs` excluded. An end of the whole range of time needs no condition, and no reading of times. */
function timeConditions(startNs: bigint, endNs: bigint): SqlPart[] {
  const conditions: SqlPart[] = [];
  if (startNs > 0n) conditions.push(sql`time >= ${sqlTime(startNs)}`);
  if (endNs < timeNsMax) conditions.push(sql`time < ${sqlTime(endNs)}`);
  return conditions;
}

/** Records behind the cursor in this order. The condition on time alone is what the primary key can use. */
export function behindCursor({ timeNs, batch, row }: LogId, order: LogOrder): SqlPart {
  const time = sqlTime(timeNs);
  const place = sql`(${time}, ${value('UInt64', batch)}, ${value('UInt32', row)})`;
  return order === 'desc'
    ? sql`time <= ${time} AND (time, batch, row) < ${place}`
    : sql`time >= ${time} AND (time, batch, row) > ${place}`;
}

/** ORDER BY of records. */
export function orderBy(order: LogOrder): SqlPart {
  return order === 'desc' ? sql`time DESC, batch DESC, row DESC` : sql`time, batch, row`;
}

/** All of the conditions. */
export function allOf(conditions: readonly SqlPart[]): SqlPart {
  return join(conditions, ' AND ');
}
