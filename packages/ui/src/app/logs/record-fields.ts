// A record as a list of fields, and the value of a field by name.
import type { LogRecord } from '../api/logs.ts';
import { levelOf } from './severity.ts';

/** Columns of a record that are texts, in the order they are shown. */
export const textFields = [
  'service',
  'host',
  'instance',
  'request_id',
  'trace_id',
  'span_id',
  'run_id',
  'release',
] as const;

/** A field of one record. */
export interface RecordField {
  readonly name: string;
  /** How the search language names it. */
  readonly searchName: string;
  readonly value: unknown;
}

const columnNames = new Set<string>([
  ...textFields,
  'level',
  'severity_text',
  'severity_number',
  'body',
  'time',
  'observed_time',
  'id',
]);

/** How the search language names an attribute. */
export const attributeName = (name: string) =>
  columnNames.has(name) ? `attributes.${name}` : name;

/** All fields of a record but time and message: its columns, then its attributes by name. */
export function fieldsOf(record: LogRecord): RecordField[] {
  const fields: RecordField[] = [
    { name: 'level', searchName: 'level', value: levelOf(record.severity_number) },
  ];
  if (
    record.severity_text !== undefined &&
    record.severity_text.toLowerCase() !== levelOf(record.severity_number)
  ) {
    fields.push({
      name: 'severity_text',
      searchName: 'severity_text',
      value: record.severity_text,
    });
  }
  for (const name of textFields) {
    const value = record[name];
    if (value !== undefined) fields.push({ name, searchName: name, value });
  }
  const attributes = Object.entries(record.attributes ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, value] of attributes)
    fields.push({ name, searchName: attributeName(name), value });
  return fields;
}

/** The value of a field by the name the search language has for it. */
export function fieldValue(record: LogRecord, name: string): unknown {
  if (name === 'level') return levelOf(record.severity_number);
  const column = textFields.find((field) => field === name);
  if (column) return record[column];
  if (name === 'severity_text') return record.severity_text;
  if (name === 'observed_time') return record.observed_time;
  return record.attributes?.[
    name.startsWith('attributes.') ? name.slice('attributes.'.length) : name
  ];
}

/** A value as one line of text. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '' : jsonText(value);
}

/** JSON, with numbers too large for JavaScript as they were. */
export function jsonText(value: unknown, indent?: number): string {
  const marker = '\u{e000}big:';
  const text =
    JSON.stringify(
      value,
      (_key, each: unknown) => (typeof each === 'bigint' ? `${marker}${each}` : each),
      indent,
    ) ?? '';
  return text.replaceAll(new RegExp(`"${marker}(-?\\d+)"`, 'g'), '$1');
}

/** The type of a value, as JSON names it. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'bigint' ? 'number' : typeof value;
}
