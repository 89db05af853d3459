// The roll-up `logs_per_minute` knows service and severity only. What it can answer, it answers for whole minutes;
// the ragged ends of the span come from `logs`.
import { type LogSchema, type SqlPart, sql, value } from '@groundcrew/store';
import { compileSearch } from './compile-search.ts';
import { type Field, resolveField } from './fields.ts';
import { levelConditions } from './levels.ts';
import type { SearchNode } from './search-node.ts';
import type { LogOrder, LogSelection } from './selection.ts';

export const minuteNs = 60_000_000_000n;
export const secondNs = 1_000_000_000n;
/** The last whole minute a DateTime holds. */
export const rollUpEndNs = (2n ** 32n / 60n) * minuteNs;

/** Whole minutes: from the first to before the second, nanoseconds since the epoch. */
export interface MinuteSpan {
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/** True when the search reads nothing but service and level. */
export function isInRollUp(node: SearchNode): boolean {
  switch (node.kind) {
    case 'everything':
      return true;
    case 'not':
      return isInRollUp(node.node);
    case 'and':
    case 'or':
      return node.nodes.every(isInRollUp);
    case 'term': {
      if (node.field === undefined) return false;
      const field = resolveField(node.field);
      if (field.kind === 'level') return levelConditions(node.test) !== undefined;
      return isRollUpField(field);
    }
  }
}

/** True for fields that the roll-up has. */
export function isRollUpField(field: Field): boolean {
  if (field.kind === 'text') return field.column === 'service';
  return field.kind === 'level' || field.kind === 'severity_number';
}

/** The whole minutes inside a span, or undefined when there are none. */
export function wholeMinutes(startNs: bigint, endNs: bigint): MinuteSpan | undefined {
  const first = ((startNs + minuteNs - 1n) / minuteNs) * minuteNs;
  const last = (endNs / minuteNs) * minuteNs;
  const end = last < rollUpEndNs ? last : rollUpEndNs;
  return first < end ? { startNs: first, endNs: end } : undefined;
}

export const rollUpTable = sql`groundcrew.logs_per_minute`;

/** The condition of a selection over the roll-up. */
export function compileRollUp(span: MinuteSpan, search: SearchNode, schema: LogSchema): SqlPart {
  return sql`minute >= ${sqlMinute(span.startNs)} AND minute < ${sqlMinute(span.endNs)} AND (${compileSearch(search, schema)})`;
}

const sqlMinute = (timeNs: bigint) => sql`toDateTime(${value('UInt32', timeNs / secondNs)}, 'UTC')`;

/**
 * A condition on `time` that keeps the first `limit` records in this order and little more: the roll-up tells
 * at which minute there are enough. Undefined when it cannot help.
 */
export function nearestMinutes(
  selection: LogSelection,
  order: LogOrder,
  limit: number,
  schema: LogSchema,
): SqlPart | undefined {
  const span = wholeMinutes(selection.startNs, selection.endNs);
  if (!span || !isInRollUp(selection.search)) return undefined;
  const condition = compileRollUp(span, selection.search, schema);
  const direction = order === 'desc' ? sql`DESC` : sql`ASC`;
  const nearest = order === 'desc' ? sql`max(minute)` : sql`min(minute)`;
  const perMinute = sql`SELECT minute, sum(rows) AS rows FROM ${rollUpTable} WHERE ${condition} GROUP BY minute`;
  const running = sql`SELECT minute, sum(rows) OVER (ORDER BY minute ${direction} ROWS UNBOUNDED PRECEDING) AS reached FROM (${perMinute})`;
  const enough = sql`SELECT if(count() = 0, NULL, ${nearest}) FROM (${running}) WHERE reached >= ${value('UInt64', limit)}`;
  return order === 'desc'
    ? sql`time >= ifNull(toDateTime64((${enough}), 9, 'UTC'), ${edge(selection.startNs)})`
    : sql`time < ifNull(toDateTime64((${enough}) + INTERVAL 1 MINUTE, 9, 'UTC'), ${edge(selection.endNs)})`;
}

const edge = (timeNs: bigint) => sql`fromUnixTimestamp64Nano(${value('Int64', timeNs)}, 'UTC')`;
