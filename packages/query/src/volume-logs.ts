// Which values of a field the records and their bytes belong to, and which fields the bytes are in.
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
import { groupableField } from './facet-logs.ts';
import { keyOf } from './grouped-rows.ts';
import { jsonSettings, textColumns } from './record-columns.ts';
import { isAbsent, rowBytes } from './row-bytes.ts';
import { sampleCondition } from './sampled-rows.ts';
import {
  allOf,
  checkSelection,
  compileSelection,
  type LogSelection,
  logsTable,
} from './selection.ts';

export interface VolumeLogs extends LogSelection {
  /** Look at one of this many records. */
  readonly divisor: number;
  /** 1 to 1,000. */
  readonly limit: number;
}

/**
 * One String column `volume` of JSON texts `{"value","rows","bytes"}`, the most bytes first; `"is_rest":true` for all
 * values beyond the limit, and neither for records without the field. Throws `bad-parameter` (400).
 */
export function volumeByValue(
  request: VolumeLogs & { readonly by: string },
  schema: LogSchema,
): Sql {
  checkSelection(request);
  checkInteger('limit', request.limit, { min: 1, max: 1000 });
  const field = groupableField('by', request.by);
  const counted = sql`SELECT ${keyOf(field, schema)} AS key, count() AS rows, sum(${rowBytes(schema)}) AS bytes FROM ${logsTable} WHERE ${condition(request, schema)} GROUP BY key`;
  const ranked = sql`SELECT key, rows, bytes, row_number() OVER (ORDER BY key = '', bytes DESC, key) AS place FROM (${counted})`;
  const kept = sql`SELECT key = '' AS is_without, NOT is_without AND place > ${value('UInt32', request.limit)} AS is_rest, if(is_rest, '', key) AS kept_key, sum(rows) AS total_rows, sum(bytes) AS total_bytes FROM (${ranked}) GROUP BY is_without, is_rest, kept_key`;
  const member = sql`multiIf(is_without, '', is_rest, '"is_rest":true,', concat('"value":', kept_key, ','))`;
  return render(
    sql`SELECT toValidUTF8(concat('{', ${member}, ${counts}, '}')) AS volume FROM (${kept}) ORDER BY is_without, is_rest, total_bytes DESC, kept_key SETTINGS ${jsonSettings}`,
  );
}

/**
 * One String column `volume` of JSON texts `{"name","is_attribute","rows","bytes"}`, the most bytes first. The bytes
 * of an attribute are those of its name and of its value as JSON. Throws `bad-parameter` (400).
 */
export function volumeByField(request: VolumeLogs, schema: LogSchema): Sql {
  checkSelection(request);
  checkInteger('limit', request.limit, { min: 1, max: 1000 });
  const fields = sql`SELECT arrayJoin(${sizesOf(schema)}) AS field FROM ${logsTable} WHERE ${condition(request, schema)}`;
  const counted = sql`SELECT field.1 AS is_attribute, field.2 AS field_name, count() AS total_rows, sum(field.3) AS total_bytes FROM (${fields}) WHERE field.3 > 0 GROUP BY is_attribute, field_name ORDER BY total_bytes DESC, field_name LIMIT ${value('UInt32', request.limit)}`;
  return render(
    sql`SELECT toValidUTF8(concat('{"name":', toJSONString(field_name), ',"is_attribute":', if(is_attribute = 1, 'true', 'false'), ',', ${counts}, '}')) AS volume FROM (${counted}) ORDER BY total_bytes DESC, field_name SETTINGS ${jsonSettings}`,
  );
}

const counts = trusted(`'"rows":', toString(total_rows), ',"bytes":', toString(total_bytes)`);

function condition(request: VolumeLogs, schema: LogSchema): SqlPart {
  const sample = sampleCondition(request.divisor);
  return allOf([...(sample ? [sample] : []), compileSelection(request, schema)]);
}

/** An array of (is attribute, name, bytes); 0 bytes are those of a field that is absent. */
function sizesOf(schema: LogSchema): SqlPart {
  const columns = ['body', ...textColumns].map(
    (column) => sql`(0, ${value('String', column)}, toUInt64(length(${name(column)})))`,
  );
  const promoted = [...schema.promoted.values()].map(
    ({ attribute, column }) =>
      sql`(1, ${value('String', attribute)}, if(${name(column)} = '', 0, toUInt64(length(${name(column)}) + length(${value('String', attribute)}))))`,
  );
  const own = sql`arrayMap((k, v) -> (1, toString(k), if(${isAbsent(schema)}, 0, toUInt64(length(k) + length(v)))), mapKeys(attributes), mapValues(attributes))`;
  return sql`arrayConcat(${own}, [${join([...columns, ...promoted], ', ')}])`;
}
