// The newest or oldest records of a selection, a page at a time.
import { type LogSchema, render, type Sql, type SqlPart, sql, value } from '@groundcrew/store';
import { checkChoice, checkInteger } from './bad-parameter.ts';
import type { LogId } from './log-id.ts';
import { rowColumns, rowSettings } from './record-rows.ts';
import { nearestMinutes } from './roll-up.ts';
import {
  allOf,
  behindCursor,
  checkSelection,
  compileSelection,
  type LogOrder,
  type LogSelection,
  logsTable,
  orderBy,
  orders,
} from './selection.ts';

export interface ListLogs extends LogSelection {
  /** 1 to 10,000. */
  readonly limit: number;
  readonly order: LogOrder;
  /** The id of the last record of the page before. */
  readonly cursor?: LogId | undefined;
}

export const listLimitMax = 10_000;

/**
 * Records as rows for `recordOfRow`: ask for FORMAT JSONCompactEachRow.
 * Pages by cursor leave no gap and repeat nothing. Throws `bad-parameter` (400).
 */
export function listLogs(request: ListLogs, schema: LogSchema): Sql {
  checkSelection(request);
  checkInteger('limit', request.limit, { min: 1, max: listLimitMax });
  checkChoice('order', request.order, orders);
  return render(sql`${nearestRows(request, rowColumns(schema), schema)} SETTINGS ${rowSettings}`);
}

/**
 * The first records of a selection in its order. The engine sorts times first and reads the other columns
 * of the records that are left.
 */
export function nearestRows(request: ListLogs, columns: SqlPart, schema: LogSchema): SqlPart {
  const { order, limit, cursor } = request;
  const span = cursor ? spanBehind(request, cursor) : request;
  const conditions = [compileSelection(span, schema)];
  if (cursor) conditions.unshift(behindCursor(cursor, order));
  const nearest = nearestMinutes(span, order, limit, schema);
  if (nearest) conditions.unshift(nearest);
  return sql`SELECT ${columns} FROM ${logsTable} WHERE ${allOf(conditions)} ORDER BY ${orderBy(order)} LIMIT ${value('UInt32', limit)}`;
}

function spanBehind(request: ListLogs, { timeNs }: LogId): ListLogs {
  const { startNs, endNs, order } = request;
  if (order === 'asc') return { ...request, startNs: timeNs > startNs ? timeNs : startNs };
  return { ...request, endNs: timeNs + 1n < endNs ? timeNs + 1n : endNs };
}
