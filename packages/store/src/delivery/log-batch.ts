// The two inserts of a batch: its rows, and their roll-up by minute. Both can be told to put in only what is missing.
// That makes a repetition harmless whatever an earlier attempt left behind, as long as none is still running.
import { join, sql, type SqlPart, value } from '../sql.ts';
import type { RowRange } from './bisect.ts';

/** The tables the delivery fills, each with one insert in flight. */
export type InsertTarget = 'logs' | 'logs_per_minute' | 'runs';

/** How an insert must go about it. */
export interface InsertMode {
  /** Leave out what the store already holds of these batches. Costs a look at the store. */
  isMissingOnly: boolean;
  /** Insert nothing once a fence above this number was raised; undefined when the store needs none. */
  fence: number | undefined;
}

/** The rows of one batch: `mapped` selects them all, `columns` names what it selects. */
export interface LogInsert extends InsertMode {
  table: SqlPart;
  batch: bigint;
  columns: SqlPart;
  mapped: SqlPart;
  /** Rows by number that stay out. */
  without: readonly RowRange[];
}

/** `INSERT … SELECT … FROM input(…) FORMAT RowBinary` for one segment. */
export function insertLogRows(insert: LogInsert): SqlPart {
  const conditions = [...missingRows(insert), ...allowedRows(insert.without), ...unfenced(insert)];
  const where = conditions.length === 0 ? sql`` : sql` WHERE ${join(conditions, ' AND ')}`;
  // Columns by name, so that the mapping's own order does not matter.
  const rows = sql`SELECT ${insert.columns} FROM (${insert.mapped})${where}`;
  return sql`INSERT INTO ${insert.table} (${insert.columns}) ${rows} FORMAT RowBinary`;
}

function missingRows({ isMissingOnly, batch }: LogInsert): SqlPart[] {
  if (!isMissingOnly) return [];
  return [
    sql`row NOT IN (SELECT row FROM groundcrew.logs WHERE batch = ${value('UInt64', batch)})`,
  ];
}

function allowedRows(without: readonly RowRange[]): SqlPart[] {
  if (without.length === 0) return [];
  const from = value(
    'Array(UInt32)',
    without.map((range) => range.from),
  );
  const to = value(
    'Array(UInt32)',
    without.map((range) => range.to),
  );
  return [sql`NOT arrayExists((a, b) -> row >= a AND row < b, ${from}, ${to})`];
}

function unfenced({ fence, batch }: LogInsert): SqlPart[] {
  return fence === undefined ? [] : [isUnfenced('logs', [batch], fence)];
}

/** True in SQL as long as no attempt after this one was allowed. Evaluated when the insert starts. */
function isUnfenced(target: InsertTarget, batches: readonly bigint[], fence: number): SqlPart {
  return sql`(SELECT max(fence) FROM groundcrew.batch_fences
    WHERE target = ${value('String', target)} AND batch IN ${batchList(batches)}) <= ${value('UInt32', fence)}`;
}

/** The roll-up of several batches; each row keeps its batch, so their grouping need not be remembered. */
export function insertRollUp(batches: readonly bigint[], mode: InsertMode): SqlPart {
  const conditions = [sql`batch IN ${batchList(batches)}`];
  if (mode.isMissingOnly) {
    conditions.push(sql`(batch, toDate(toStartOfMinute(time))) NOT IN (
      SELECT batch, toDate(minute) FROM groundcrew.logs_per_minute WHERE batch IN ${batchList(batches)})`);
  }
  if (mode.fence !== undefined) conditions.push(isUnfenced('logs_per_minute', batches, mode.fence));
  return sql`INSERT INTO groundcrew.logs_per_minute (minute, service, severity_number, rows, bytes, batch)
    SELECT toStartOfMinute(time) AS minute, service, severity_number, count(), sum(length(body)), batch
    FROM groundcrew.logs WHERE ${join(conditions, ' AND ')}
    GROUP BY batch, minute, service, severity_number`;
}

/** Rows by partition that the store holds of a batch: columns `day` and `count`. */
export function countRows(batch: bigint): SqlPart {
  return sql`SELECT toString(toDate(time)) AS day, toUInt32(count()) AS count
    FROM groundcrew.logs WHERE batch = ${value('UInt64', batch)} GROUP BY day`;
}

/** Next number for a fence: above all raised before. */
export function newestFence(target: InsertTarget, batches: readonly bigint[]): SqlPart {
  return sql`SELECT max(fence) AS fence FROM groundcrew.batch_fences
    WHERE target = ${value('String', target)} AND batch IN ${batchList(batches)}`;
}

/** Batches as one parameter, in the store's text form: as JSON numbers they would lose their last digits. */
export const batchList = (batches: readonly bigint[]) =>
  sql`${value('Array(UInt64)', `[${batches.join(',')}]`)}`;
