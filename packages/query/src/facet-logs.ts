// The most frequent values of a field.
import { type LogSchema, render, type Sql, sql, value } from '@groundcrew/store';
import { badParameter, checkInteger } from './bad-parameter.ts';
import { type Field, resolveField } from './fields.ts';
import { groupedRows } from './grouped-rows.ts';
import { jsonSettings } from './record-columns.ts';
import { checkSelection, type LogSelection } from './selection.ts';

export interface FacetLogs extends LogSelection {
  readonly field: string;
  /** 1 to 1,000. */
  readonly limit: number;
}

const fieldLengthMax = 1024;

/**
 * One String column `facet` of JSON texts `{"value","count"}`, the most frequent first; values keep their types.
 * Records without the field are not counted. Throws `bad-parameter` (400).
 */
export function facetLogs(request: FacetLogs, schema: LogSchema): Sql {
  checkSelection(request);
  checkInteger('limit', request.limit, { min: 1, max: 1000 });
  const field = groupableField('field', request.field);
  const rows = groupedRows(request, { field }, schema);
  const facets = sql`SELECT key, sum(rows) AS total FROM (${rows}) WHERE key != '' GROUP BY key ORDER BY total DESC, key LIMIT ${value('UInt32', request.limit)}`;
  return render(
    sql`SELECT toValidUTF8(concat('{"value":', key, ',"count":', toString(total), '}')) AS facet FROM (${facets}) ORDER BY total DESC, key SETTINGS ${jsonSettings}`,
  );
}

/** The field of a name, when its values are worth counting. Throws `bad-parameter`. */
export function groupableField(parameter: string, fieldName: string): Field {
  if (fieldName.length > fieldLengthMax) {
    throw badParameter(parameter, `a name of at most ${fieldLengthMax} characters`);
  }
  const field = resolveField(fieldName.toWellFormed());
  if (field.kind === 'body' || field.kind === 'time') {
    throw badParameter(parameter, 'a field whose values repeat, not the body or a time');
  }
  return field;
}
