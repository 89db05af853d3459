// CSV cells that stay text in a spreadsheet. RFC 4180, https://www.rfc-editor.org/rfc/rfc4180
import { type SqlPart, sql } from '@groundcrew/store';

/** A cell that begins with one of these could be run as a formula: it gets an apostrophe in front. */
const formulaStart = /^[=+\-@\t\r]/;

/** A quoted cell. */
export function csvCell(text: string): string {
  const safe = formulaStart.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** An expression: the text as a quoted cell. */
export function csvCellSql(text: SqlPart): SqlPart {
  const first = sql`substring(${text}, 1, 1)`;
  return sql`concat(if(${first} IN ('=', '+', '-', '@', '\\t', '\\r'), '"\\'', '"'), replaceAll(${text}, '"', '""'), '"')`;
}
