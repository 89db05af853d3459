// A stored record as the finished JSON text of the API, put together by the store: the gateway only passes bytes on.
import { join, type LogSchema, name, type SqlPart, sql, trusted, value } from '@groundcrew/store';

const textColumnsBefore = ['severity_text', 'service', 'host', 'instance'] as const;
const textColumnsAfter = ['request_id', 'trace_id', 'span_id', 'run_id', 'release'] as const;

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

/** Settings of a statement that writes JSON text. */
export const jsonSettings = trusted('output_format_json_escape_forward_slashes = 0');

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
    ...textColumnsBefore.map(textMember),
    sql`',"body":'`,
    sql`toJSONString(body)`,
    ...textColumnsAfter.map(textMember),
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

/** Empty text is left out. */
function textMember(column: string): SqlPart {
  return sql`if(${name(column)} = '', '', concat(${trusted(`',"${column}":'`)}, toJSONString(${name(column)})))`;
}

function attributesMember(schema: LogSchema): SqlPart {
  const members = attributeMembers(schema);
  return sql`if(empty(${members} AS members), '', concat(',"attributes":{', arrayStringConcat(members, ','), '}'))`;
}

/** An expression: the attributes as one JSON object. */
export function attributesJsonText(schema: LogSchema): SqlPart {
  return sql`concat('{', arrayStringConcat(${attributeMembers(schema)}, ','), '}')`;
}

/** An array of `"name":value`. A promoted attribute may be in the map of older rows too: its column counts. */
function attributeMembers(schema: LogSchema): SqlPart {
  const promoted = [...schema.promoted.values()];
  const names = value(
    'Array(String)',
    promoted.map(({ attribute }) => attribute),
  );
  const isOwn = promoted.length > 0 ? sql`v != '' AND NOT has(${names}, k)` : sql`v != ''`;
  const own = sql`arrayMap((k, v) -> concat(toJSONString(k), ':', ${validJson(sql`v`)}), mapKeys(mapFilter((k, v) -> ${isOwn}, attributes) AS own), mapValues(own))`;
  if (promoted.length === 0) return own;
  const others = promoted.map(({ attribute, column }) =>
    promotedMember(attribute, sql`${name(column)}`),
  );
  return sql`arrayConcat(${own}, arrayFilter(x -> x != '', [${join(others, ', ')}]))`;
}

const promotedMember = (attribute: string, json: SqlPart) =>
  sql`if(${json} = '', '', concat(toJSONString(${value('String', attribute)}), ':', ${validJson(json)}))`;

/** Values are JSON text. Should one not be, it must not break the whole answer. */
const validJson = (json: SqlPart) => sql`if(isValidJSON(${json}), ${json}, toJSONString(${json}))`;
