// Values of a field that begin with what somebody has typed, from the newest records: for completion.
import { type LogSchema, render, type Sql, sql, value } from '@groundcrew/store';
import { badParameter, checkInteger } from './bad-parameter.ts';
import { textOfJson } from './compile-attribute.ts';
import { groupableField } from './facet-logs.ts';
import { keyOf } from './grouped-rows.ts';
import { nearestRows } from './list-logs.ts';
import { jsonSettings } from './record-columns.ts';
import { checkSelection, type LogSelection } from './selection.ts';

export interface FieldValues extends LogSelection {
  readonly field: string;
  /** In any case; "" for all values. At most 1,024 characters. */
  readonly prefix: string;
  /** 1 to 1,000. */
  readonly limit: number;
  /** Records to look at, 1 to 10,000. */
  readonly sample: number;
}

const prefixLengthMax = 1024;

/**
 * One String column `facet` of JSON texts `{"value","count"}`, the most frequent of the newest records first;
 * values keep their types. Throws `bad-parameter` (400).
 */
export function fieldValues(request: FieldValues, schema: LogSchema): Sql {
  const { field: fieldName, prefix, limit, sample } = request;
  checkSelection(request);
  checkInteger('limit', limit, { min: 1, max: 1000 });
  checkInteger('sample', sample, { min: 1, max: 10_000 });
  if (prefix.length > prefixLengthMax) {
    throw badParameter('prefix', `at most ${prefixLengthMax} characters`);
  }
  const field = groupableField('field', fieldName);
  const column = sql`${keyOf(field, schema)} AS key`;
  const rows = nearestRows({ ...request, order: 'desc', limit: sample }, column, schema);
  const counted = sql`SELECT key, count() AS total FROM (${rows}) WHERE key != '' GROUP BY key`;
  const fitting =
    prefix === ''
      ? sql`1`
      : sql`startsWith(lowerUTF8(${textOfJson(sql`key`)}), ${value('String', prefix.toWellFormed().toLowerCase())})`;
  return render(
    sql`SELECT toValidUTF8(concat('{"value":', key, ',"count":', toString(total), '}')) AS facet FROM (${counted}) WHERE ${fitting} ORDER BY total DESC, key LIMIT ${value('UInt32', limit)} SETTINGS ${jsonSettings}`,
  );
}
