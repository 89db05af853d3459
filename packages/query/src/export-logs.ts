// All records of a selection as a stream, without a limit.
import {
  join,
  type LogSchema,
  name,
  render,
  type Sql,
  type SqlPart,
  sql,
  trusted,
} from '@groundcrew/store';
import { badParameter, checkChoice } from './bad-parameter.ts';
import { textOfJson } from './compile-attribute.ts';
import { attributeColumn } from './compile-search.ts';
import { csvCell, csvCellSql } from './csv.ts';
import { type Field, resolveField } from './fields.ts';
import { levelNames } from './levels.ts';
import {
  attributesJsonText,
  longJsonSettings,
  recordColumns,
  recordId,
  recordJsonText,
  rfc3339,
} from './record-columns.ts';
import {
  checkSelection,
  compileSelection,
  type LogOrder,
  type LogSelection,
  logsTable,
  orderBy,
  orders,
} from './selection.ts';

export type ExportFormat = 'ndjson' | 'csv';

export interface ExportLogs extends LogSelection {
  readonly order: LogOrder;
  readonly format: ExportFormat;
  /** Columns of CSV: fields, `id` and `attributes` (all attributes as one JSON object); 1 to 100. */
  readonly columns?: readonly string[] | undefined;
  /** Records whose texts are made at once; as the store sees fit when not given. */
  readonly rowsPerBlock?: number;
}

const defaultColumns = [
  'time',
  'level',
  'service',
  'host',
  'instance',
  'body',
  'request_id',
  'trace_id',
  'span_id',
  'run_id',
  'release',
  'attributes',
] as const;

/**
 * One String column `line`, to be read with FORMAT TSVRaw: JSON texts, or lines of CSV that end in CR (TSVRaw adds LF).
 * CSV needs {@link exportHeader} in front. Throws `bad-parameter` (400).
 */
export function exportLogs(request: ExportLogs, schema: LogSchema): Sql {
  checkSelection(request);
  checkChoice('order', request.order, orders);
  checkChoice('format', request.format, ['ndjson', 'csv']);
  const line =
    request.format === 'csv' ? csvLine(columnsOf(request), schema) : recordJsonText(schema);
  const rows = sql`SELECT ${recordColumns(schema)} FROM ${logsTable} WHERE ${compileSelection(request, schema)} ORDER BY ${orderBy(request.order)}`;
  return render(
    sql`SELECT ${line} AS line FROM (${rows}) SETTINGS ${longJsonSettings(request.rowsPerBlock)}`,
  );
}

/** The first line of an export: names of the columns for CSV, nothing for NDJSON. */
export function exportHeader(request: ExportLogs): string {
  return request.format === 'csv' ? `${columnsOf(request).map(csvCell).join(',')}\r\n` : '';
}

function columnsOf({ columns }: ExportLogs): readonly string[] {
  const wanted = columns ?? defaultColumns;
  const areGood =
    wanted.length >= 1 && wanted.length <= 100 && wanted.every((column) => column.length <= 1024);
  if (!areGood) throw badParameter('columns', '1 to 100 names of at most 1024 characters');
  return wanted.map((column) => column.toWellFormed());
}

function csvLine(columns: readonly string[], schema: LogSchema): SqlPart {
  const cells = columns.map((column) => csvCellSql(cellText(column, schema)));
  return sql`toValidUTF8(concat(${join(cells, ", ',', ")}, '\\r'))`;
}

function cellText(column: string, schema: LogSchema): SqlPart {
  if (column === 'id') return recordId;
  if (column === 'attributes') return attributesJsonText(schema);
  return fieldText(resolveField(column), schema);
}

function fieldText(field: Field, schema: LogSchema): SqlPart {
  switch (field.kind) {
    case 'body':
      return sql`body`;
    case 'level':
      return levelText;
    case 'severity_number':
      return sql`toString(severity_number)`;
    case 'time':
      return rfc3339(sql`${name(field.column)}`);
    case 'text':
      return sql`toString(${name(field.column)})`;
    case 'attribute':
      return textOfJson(sql`toString(${attributeColumn(field.name, schema)})`);
  }
}

const levelList = trusted(`['unknown', ${levelNames.map((level) => `'${level}'`).join(', ')}]`);
const levelText = sql`arrayElement(${levelList}, if(severity_number BETWEEN 1 AND 24, intDiv(severity_number + 3, 4) + 1, 1))`;
