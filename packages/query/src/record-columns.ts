// A stored record as the finished JSON text of the API, put together by the store: the gateway only passes bytes on.
import { join, type LogSchema, name, type SqlPart, sql, trusted, value } from '@groundcrew/store';

/** Columns of text that stand before the body in a record. */
export const textColumnsBefore = ['severity_text', 'service', 'host', 'instance'] as const;
/** Columns of text that stand behind it. */
export const textColumnsAfter = ['request_id', 'trace_id', 'span_id', 'run_id', 'release'] as const;

const columns = [
  'time',
  'observed_time',
  'severity_number',
  ...textColumnsBefore,
  'body',
  ...textColumnsAfter,
  'batch',
  'row',
  'attributes',
] as const;

/** All columns of text beside the body. */
export const textColumns = [
  'service',
  'host',
  'instance',
  'severity_text',
  ...textColumnsAfter,
] as const;

/** Settings of a statement that writes JSON text. Merging its expressions takes the planner longer than running them. */
export const jsonSettings = trusted(
  'output_format_json_escape_forward_slashes = 0, query_plan_merge_expressions = 0',
);

/** Sorting more than this goes to disk. Exports of any size are cut: see export-slices.ts. */
const sortMemoryBytes = '268435456';

/** The same for a statement that sorts very many records and makes the texts of `rowsPerBlock` at once; of as many as the store sees fit when not given. */
export function longJsonSettings(rowsPerBlock?: number): SqlPart {
  const settings = sql`${jsonSettings}, max_bytes_before_external_sort = ${trusted(sortMemoryBytes)}`;
  if (rowsPerBlock === undefined) return settings;
  return sql`${settings}, max_block_size = ${trusted(String(rowsPerBlock))}`;
}

/** The columns that {@link recordJsonText} reads. */
export function recordColumns(schema: LogSchema): SqlPart {
  const promoted = [...schema.promoted.values()].map(({ column }) => sql`${name(column)}`);
  return join([...columns.map((column) => sql`${name(column)}`), ...promoted], ', ');
}

/** An expression: the record as one JSON object without line ends, always valid UTF-8. */
export function recordJsonText(schema: LogSchema): SqlPart {
  const parts = [
    sql`'{"id":"'`,
    recordId,
    sql`'","time":"'`,
    rfc3339(sql`time`),
    sql`'","observed_time":"'`,
    rfc3339(sql`observed_time`),
    sql`'","severity_number":'`,
    sql`toString(severity_number)`,
    textMembers(textColumnsBefore),
    sql`',"body":'`,
    sql`toJSONString(body)`,
    textMembers(textColumnsAfter),
    attributesMember(schema),
    sql`'}'`,
  ];
  return sql`toValidUTF8(concat(${join(parts, ', ')}))`;
}

/** An expression: the record's public id. */
export const recordId = sql`concat(toString(toUnixTimestamp64Nano(time)), '-', toString(batch), '-', toString(row))`;

/** An expression: a DateTime64(9, 'UTC') with nanoseconds, as RFC 3339 writes it. */
export function rfc3339(time: SqlPart): SqlPart {
  return sql`concat(replaceOne(toString(${time}), ' ', 'T'), 'Z')`;
}

/** Empty text is left out. One lambda for all: the planner's time grows with the size of the expression. */
function textMembers(names: readonly string[]): SqlPart {
  const list = join(
    names.map((column) => trusted(`'${column}'`)),
    ', ',
  );
  const texts = join(
    names.map((column) => sql`toString(${name(column)})`),
    ', ',
  );
  return sql`arrayStringConcat(arrayMap((k, v) -> if(v = '', '', concat(',"', k, '":', toJSONString(v))), [${list}], [${texts}]))`;
}

/** Left out when there are none. The array of one element evaluates the members once. */
function attributesMember(schema: LogSchema): SqlPart {
  return sql`arrayMap(m -> if(m = '', '', concat(',"attributes":{', m, '}')), [${attributeMembers(schema)}])[1]`;
}

/** An expression: the attributes as one JSON object. */
export function attributesJsonText(schema: LogSchema): SqlPart {
  return sql`concat('{', ${attributeMembers(schema)}, '}')`;
}

/** `"name":value,…`. A promoted attribute may be in the map of older rows too: its column counts. */
function attributeMembers(schema: LogSchema): SqlPart {
  const promoted = [...schema.promoted.values()];
  const names = value(
    'Array(String)',
    promoted.map(({ attribute }) => attribute),
  );
  const columns = join(
    promoted.map(({ column }) => sql`toString(${name(column)})`),
    ', ',
  );
  const isAbsent = promoted.length > 0 ? sql`v = '' OR has(${names}, k)` : sql`v = ''`;
  const own = sql`arrayMap((k, v) -> if(${isAbsent}, '', ${memberOf}), mapKeys(attributes), mapValues(attributes))`;
  const others = sql`arrayMap((k, v) -> if(v = '', '', ${memberOf}), ${names}, [${columns}])`;
  const members = promoted.length > 0 ? sql`arrayConcat(${own}, ${others})` : own;
  return sql`arrayStringConcat(arrayFilter(x -> x != '', ${members}), ',')`;
}

/** Values are JSON text. Should one not be, it must not break the whole answer. */
const memberOf = sql`concat(toJSONString(k), ':', if(isValidJSON(v), v, toJSONString(v)))`;
