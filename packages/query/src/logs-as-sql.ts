// A search as SQL for people: to learn from, to change, to paste where SQL is taken.
import {
  join,
  type LogSchema,
  name,
  renderForReading,
  type SqlPart,
  sql,
  value,
} from '@groundcrew/store';
import { compileSearch } from './compile-search.ts';
import { everything } from './search-node.ts';
import { formatTime } from './record-json.ts';
import { checkSelection, type LogSelection } from './selection.ts';

const columns = [
  'time',
  'severity_text',
  'service',
  'host',
  'body',
  'request_id',
  'trace_id',
  'attributes',
] as const;

/** A SELECT of the newest records of a selection, as `POST /api/sql` takes it. Throws `bad-parameter` (400). */
export function logsAsSql(selection: LogSelection, schema: LogSchema): string {
  checkSelection(selection);
  const list = join(
    columns.map((column) => sql`${name(column)}`),
    ', ',
  );
  return renderForReading(
    sql`SELECT ${list}\nFROM logs\nWHERE ${readableConditions(selection, schema)}\nORDER BY time DESC\nLIMIT 100`,
  );
}

/** The conditions of a selection as people write them, one a line. */
export function readableConditions(
  { search, startNs, endNs }: LogSelection,
  schema: LogSchema,
): SqlPart {
  const conditions = [
    sql`time >= ${moment(startNs)}`,
    sql`time < ${moment(endNs)}`,
    ...(search.kind === everything.kind ? [] : [sql`(${compileSearch(search, schema)})`]),
  ];
  return join(conditions, '\n  AND ');
}

function moment(timeNs: bigint): SqlPart {
  const text = formatTime(timeNs).replace('T', ' ').replace('Z', '');
  return sql`toDateTime64(${value('String', text.replace(/\.0{9}$|0{1,8}$/, ''))}, 9, 'UTC')`;
}
