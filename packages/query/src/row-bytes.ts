// How large records are: the bytes of their texts, names of attributes included, before the store packs them.
import { join, type LogSchema, name, type SqlPart, sql, trusted, value } from '@groundcrew/store';
import { textColumns } from './record-columns.ts';

/** An expression: the bytes of a record. */
export function rowBytes(schema: LogSchema): SqlPart {
  const columns = ['body', ...textColumns].map((column) => sql`length(${name(column)})`);
  const promoted = [...schema.promoted.values()].map(
    ({ attribute, column }) =>
      sql`if(${name(column)} = '', 0, length(${name(column)}) + length(${value('String', attribute)}))`,
  );
  const own = sql`arraySum(arrayMap((k, v) -> if(${isAbsent(schema)}, 0, length(k) + length(v)), mapKeys(attributes), mapValues(attributes)))`;
  return join([...columns, ...promoted, own], ' + ');
}

/** A condition on `k` and `v` of the map: absent, or in a column of its own, which counts. */
export function isAbsent(schema: LogSchema): SqlPart {
  const names = value('Array(String)', [...schema.promoted.keys()]);
  return schema.promoted.size > 0 ? sql`(v = '' OR has(${names}, toString(k)))` : trusted(`v = ''`);
}
