// Which fields the records of a selection have, from a bounded sample of the newest.
import {
  join,
  type LogSchema,
  name,
  render,
  type Sql,
  type SqlPart,
  sql,
  trusted,
  value,
} from '@groundcrew/store';
import { checkInteger } from './bad-parameter.ts';
import { nearestRows } from './list-logs.ts';
import { jsonSettings, textColumns } from './record-columns.ts';
import { checkSelection, type LogSelection } from './selection.ts';

export interface LogFields extends LogSelection {
  /** Records to look at, 1 to 10,000; 10,000 by default. */
  readonly sample?: number | undefined;
  /** Fields to answer, 1 to 10,000; 1,000 by default. */
  readonly limit?: number | undefined;
}

/**
 * One String column `field` of JSON texts `{"name","is_attribute","count","types"}`, the most frequent first.
 * `count` is within the sample; types are string, number, boolean, null, array and object. Throws `bad-parameter` (400).
 */
export function logFields(request: LogFields, schema: LogSchema): Sql {
  const { sample = 10_000, limit = 1000 } = request;
  checkSelection(request);
  checkInteger('sample', sample, { min: 1, max: 10_000 });
  checkInteger('limit', limit, { min: 1, max: 10_000 });
  const promoted = [...schema.promoted.values()];
  const columns = join(
    ['attributes', ...textColumns, ...promoted.map(({ column }) => column)].map(
      (column) => sql`${name(column)}`,
    ),
    ', ',
  );
  const rows = nearestRows({ ...request, order: 'desc', limit: sample }, columns, schema);
  const pairs = sql`SELECT arrayJoin(${fieldPairs(schema)}) AS pair FROM (${rows})`;
  const counted = sql`SELECT pair.1 AS is_attribute, pair.2 AS field_name, count() AS total, arraySort(groupUniqArray(${jsonType(sql`pair.3`)})) AS types FROM (${pairs}) WHERE pair.3 != '' GROUP BY is_attribute, field_name ORDER BY total DESC, field_name, is_attribute LIMIT ${value('UInt32', limit)}`;
  return render(
    sql`SELECT ${fieldJson} AS field FROM (${counted}) ORDER BY total DESC, field_name, is_attribute SETTINGS ${jsonSettings}`,
  );
}

/** An array of (is attribute, name, JSON text). */
function fieldPairs(schema: LogSchema): SqlPart {
  const promoted = [...schema.promoted.values()];
  const names = value(
    'Array(String)',
    promoted.map(({ attribute }) => attribute),
  );
  const own = sql`arrayMap((k, v) -> (1, toString(k), v), mapKeys(attributes), mapValues(attributes))`;
  const others = [
    ...textColumns.map(
      (column) => sql`(0, ${trusted(`'${column}'`)}, if(${name(column)} = '', '', '"'))`,
    ),
    ...promoted.map(
      ({ attribute, column }) => sql`(1, ${value('String', attribute)}, toString(${name(column)}))`,
    ),
  ];
  return sql`arrayConcat(arrayFilter(x -> NOT has(CAST(${names}, 'Array(String)'), x.2), ${own}), [${join(others, ', ')}])`;
}

const jsonType = (json: SqlPart) =>
  sql`transform(substring(${json}, 1, 1), ['"', '[', '{', 't', 'f', 'n'], ['string', 'array', 'object', 'boolean', 'boolean', 'null'], 'number')`;

const fieldJson = sql`toValidUTF8(concat('{"name":', toJSONString(field_name), ',"is_attribute":', if(is_attribute = 1, 'true', 'false'), ',"count":', toString(total), ',"types":', toJSONString(types), '}'))`;
