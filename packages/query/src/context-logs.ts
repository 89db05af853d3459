// The records around one record.
import { type LogSchema, render, type Sql, type SqlPart, sql, value } from '@groundcrew/store';
import { checkInteger } from './bad-parameter.ts';
import { sqlTime } from './compile-time.ts';
import type { LogId } from './log-id.ts';
import { timeNsMax } from './parse-time.ts';
import { jsonSettings, recordColumns, recordJsonText } from './record-columns.ts';
import { nearestMinutes } from './roll-up.ts';
import { everything } from './search-node.ts';
import { allOf, type LogOrder, logsTable, orderBy } from './selection.ts';

export interface ContextLogs {
  readonly id: LogId;
  /** Records before it, 0 to 1,000. */
  readonly before: number;
  /** Records after it, 0 to 1,000. */
  readonly after: number;
  /** Only records of the same service, host and instance. */
  readonly sameStream: boolean;
}

const streamColumns = [sql`service`, sql`host`, sql`instance`];

/**
 * Records as JSON texts, oldest first, one String column `record`: those before, the record itself, those after.
 * The record itself is missing when there is none of this id. Throws `bad-parameter` (400).
 */
export function contextLogs(request: ContextLogs, schema: LogSchema): Sql {
  checkInteger('before', request.before, { min: 0, max: 1000 });
  checkInteger('after', request.after, { min: 0, max: 1000 });
  const before = side(request, 'desc', request.before, schema);
  const after = side(request, 'asc', request.after + 1, schema);
  return render(
    sql`SELECT ${recordJsonText(schema)} AS record FROM (SELECT * FROM (${before}) UNION ALL SELECT * FROM (${after})) ORDER BY ${orderBy('asc')} SETTINGS ${jsonSettings}`,
  );
}

/** Records before the id (excluded) or from it on (included). */
function side(request: ContextLogs, order: LogOrder, limit: number, schema: LogSchema): SqlPart {
  const { id, sameStream } = request;
  const time = sqlTime(id.timeNs);
  const place = sql`(${time}, ${value('UInt64', id.batch)}, ${value('UInt32', id.row)})`;
  const conditions = [
    order === 'desc'
      ? sql`time <= ${time} AND (time, batch, row) < ${place}`
      : sql`time >= ${time} AND (time, batch, row) >= ${place}`,
  ];
  const bound = sameStream ? undefined : nearestOf(id, order, limit, schema);
  if (bound) conditions.push(bound);
  if (sameStream) conditions.push(...streamColumns.map((column) => sameAs(column, place, time)));
  return sql`SELECT ${recordColumns(schema)} FROM ${logsTable} WHERE ${allOf(conditions)} ORDER BY ${orderBy(order)} LIMIT ${value('UInt32', limit)}`;
}

function nearestOf(
  { timeNs }: LogId,
  order: LogOrder,
  limit: number,
  schema: LogSchema,
): SqlPart | undefined {
  const span =
    order === 'desc' ? { startNs: 0n, endNs: timeNs } : { startNs: timeNs, endNs: timeNsMax };
  return limit === 0
    ? undefined
    : nearestMinutes({ search: everything, ...span }, order, limit, schema);
}

/** A scalar subquery for each column keeps the condition usable by the primary key. */
const sameAs = (column: SqlPart, place: SqlPart, time: SqlPart) =>
  sql`${column} = (SELECT any(toString(${column})) FROM ${logsTable} WHERE time = ${time} AND (time, batch, row) = ${place})`;
