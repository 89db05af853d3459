// The number of records of a selection.
import { type LogSchema, render, type Sql, sql } from '@groundcrew/store';
import { groupedRows } from './grouped-rows.ts';
import { checkSelection, type LogSelection } from './selection.ts';

/** One row, one column `count` (UInt64). Throws `bad-parameter` (400). */
export function countLogs(request: LogSelection, schema: LogSchema): Sql {
  checkSelection(request);
  return render(sql`SELECT sum(rows) AS count FROM (${groupedRows(request, {}, schema)})`);
}
