// Stored records as rows of plain columns, and such a row as the API's JSON. For pages: planning an expression that
// puts the JSON together takes the store longer than finding a page. What is long comes as text (record-columns.ts).
import { quoteJson } from '@groundcrew/model';
import { join, type LogSchema, name, type SqlPart, sql } from '@groundcrew/store';
import { formatLogId } from './log-id.ts';
import { jsonSettings, textColumnsAfter, textColumnsBefore } from './record-columns.ts';
import { recordJson } from './record-json.ts';

/** The columns of a row, in the order that {@link recordOfRow} reads. */
export function rowColumns(schema: LogSchema): SqlPart {
  return join(
    [
      sql`batch`,
      sql`row`,
      sql`toUnixTimestamp64Nano(time)`,
      sql`toUnixTimestamp64Nano(observed_time)`,
      sql`mapKeys(attributes)`,
      sql`mapValues(attributes)`,
      sql`severity_number`,
      ...[...textColumnsBefore, 'body', ...textColumnsAfter].map((column) => sql`${name(column)}`),
      ...[...schema.promoted.values()].map(({ column }) => sql`${name(column)}`),
    ],
    ', ',
  );
}

/** Settings of a statement of rows, beside FORMAT JSONCompactEachRow. */
export const rowSettings = sql`output_format_json_quote_64bit_integers = 1, ${jsonSettings}`;

/** A row of {@link rowColumns} as the store's types come in JSONCompactEachRow. */
type Row = readonly [
  batch: string,
  row: number,
  timeNs: string,
  observedTimeNs: string,
  names: readonly string[],
  values: readonly string[],
  severityNumber: number,
  ...texts: string[],
];

/** One line of the answer, a JSON array, as the record's JSON object. The schema is that of the question. */
export function recordOfRow(line: string, schema: LogSchema): string {
  // What the statement selects is what comes.
  const [batch, row, timeText, observedText, names, values, severityNumber, ...texts] = JSON.parse(
    line,
  ) as Row;
  const [severityText = '', service = '', host = '', instance = '', body = '', ...rest] = texts;
  const [requestId = '', traceId = '', spanId = '', runId = '', release = '', ...promoted] = rest;
  const attributes = new Map<string, string>();
  // A promoted attribute may be in the map of older rows too: its column counts.
  for (const [index, attribute] of names.entries()) {
    if (!schema.promoted.has(attribute)) attributes.set(attribute, jsonOf(values[index] ?? ''));
  }
  for (const [index, attribute] of [...schema.promoted.keys()].entries()) {
    attributes.set(attribute, jsonOf(promoted[index] ?? ''));
  }
  const timeNs = BigInt(timeText);
  const observedTimeNs = BigInt(observedText);
  return recordJson(
    {
      timeNs,
      observedTimeNs,
      severityNumber,
      severityText,
      service,
      host,
      instance,
      body,
      requestId,
      traceId,
      spanId,
      runId,
      release,
      attributes,
    },
    formatLogId({ timeNs, batch: BigInt(batch), row }),
  );
}

/** Values are JSON text. Should one not be, it must not break the whole answer. */
function jsonOf(text: string): string {
  if (text === '') return '';
  try {
    JSON.parse(text);
    return text;
  } catch {
    return quoteJson(text);
  }
}
