// Values of an answer as text: in a cell and on the clipboard.
import type { SqlColumn, SqlRow } from '../api/sql.ts';
import { jsonText, valueText } from '../logs/record-fields.ts';

/** Whether values of this type are numbers, to be set flush right. */
export const isNumeric = (type: string) =>
  /^(?:U?Int\d+|Float\d+|BFloat16|Decimal.*)$/s.test(bareType(type));

/** The type without what says only how it is stored: `LowCardinality(Nullable(String))` is `String`. */
export function bareType(type: string): string {
  let bare = type;
  for (;;) {
    const inner = /^(?:Nullable|LowCardinality)\((.*)\)$/s.exec(bare)?.[1];
    if (inner === undefined) return bare;
    bare = inner;
  }
}

/** The type as it is shown: how values are stored within is left out as well. */
export const typeText = (type: string): string =>
  bareType(type).replaceAll(/LowCardinality\(([^()]*)\)/g, '$1');

const cellCharactersMax = 300;

/** The value on one line, as far as a cell can be wide. */
export const cellText = (value: unknown): string =>
  wholeText(value)
    .slice(0, cellCharactersMax)
    .replaceAll(/[\r\n\t]+/g, ' ');

/** The whole value; nothing for NULL. */
export const wholeText = (value: unknown): string => (value === null ? '' : valueText(value));

/** A row as JSON, its columns named. */
export const rowJson = (columns: readonly SqlColumn[], row: SqlRow): string =>
  jsonText(Object.fromEntries(columns.map(({ name }, index) => [name, row[index]])));

const separated = (text: string) => text.replaceAll(/[\r\n\t]+/g, ' ');

/** Rows with the names of their columns, as spreadsheets take them from the clipboard. */
export const rowsTsv = (columns: readonly SqlColumn[], rows: readonly SqlRow[]): string =>
  [columns.map(({ name }) => name), ...rows.map((row) => row.map(wholeText))]
    .map((line) => line.map(separated).join('\t'))
    .join('\n');
