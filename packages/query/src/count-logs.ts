// The number of records of a selection.
import { type LogSchema, render, type Sql } from '@groundcrew/store';
import { countedRows } from './grouped-rows.ts';
import { checkSelection, type LogSelection } from './selection.ts';

/** One row, one column (UInt64). Throws `bad-parameter` (400). */
export function countLogs(request: LogSelection, schema: LogSchema): Sql {
  checkSelection(request);
  return render(countedRows(request, schema));
}
