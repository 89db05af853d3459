// What can stand at the cursor of a query: columns, tables, attributes, functions, keywords.
import type { SqlTable } from '../api/sql.ts';
import { typeText } from './cell-text.ts';
import { sqlTokens } from './sql-tokens.ts';
import { functions, keywords } from './words.ts';

/** What may be written in place of what stands between `start` and `end`. */
export interface SqlCompletion {
  readonly text: string;
  readonly note: string;
  readonly start: number;
  readonly end: number;
}

/** An attribute; the frequent ones have a column of their own, and are read from there. */
export interface AttributeName {
  readonly name: string;
  readonly hasColumn: boolean;
}

/** What is known of the store. */
export interface SqlNames {
  readonly tables: readonly SqlTable[];
  readonly attributes: readonly AttributeName[];
}

const shownMax = 12;

/** The completions for the cursor. Without a prefix there are none unless `isAsked`. */
export function completionsAt(
  sql: string,
  cursor: number,
  names: SqlNames,
  isAsked = false,
): readonly SqlCompletion[] {
  const attribute = /\battributes\[\s*'((?:[^'\\]|\\.)*)$/.exec(sql.slice(0, cursor));
  if (attribute) return attributesAt(sql, cursor, attribute, names);
  const token = sqlTokens(sql).find(({ start, end }) => start < cursor && cursor <= end);
  if (token && ['comment', 'text', 'name', 'number'].includes(token.kind)) return [];
  const prefix = /[\p{L}_][\p{L}\p{N}_]*$/u.exec(sql.slice(0, cursor))?.[0] ?? '';
  if (prefix === '' && !isAsked) return [];
  const start = cursor - prefix.length;
  const end = cursor + (/^[\p{L}\p{N}_]*/u.exec(sql.slice(cursor))?.[0].length ?? 0);
  const wanted = prefix.toLowerCase();
  const isTablePlace = /\b(?:from|join|table)\s+$/i.test(sql.slice(0, start));
  const found = candidates(names, isTablePlace).filter(({ word }) =>
    word.toLowerCase().startsWith(wanted),
  );
  const isDone = found.length === 1 && found[0]?.text === prefix;
  return isDone
    ? []
    : found.slice(0, shownMax).map(({ text, note }) => ({ text, note, start, end }));
}

interface Candidate {
  /** What is typed to get it. */
  readonly word: string;
  readonly text: string;
  readonly note: string;
}

const candidate = (text: string, note: string, word = text): Candidate => ({ word, text, note });

function candidates({ tables, attributes }: SqlNames, isTablePlace: boolean): Candidate[] {
  const ofTables = tables.map(({ name }) => candidate(name, 'table'));
  if (isTablePlace) return ofTables;
  const columns = new Map<string, string>();
  for (const table of tables)
    for (const { name, type } of table.columns) if (!columns.has(name)) columns.set(name, type);
  return [
    ...[...columns].map(([name, type]) => candidate(name, typeText(type))),
    ...ofTables,
    ...attributes.map((each) => candidate(attributeSql(each), 'attribute', each.name)),
    ...functions.map((name) => candidate(`${name}(`, 'function')),
    ...[...keywords].map((word) => candidate(word, 'keyword')),
  ];
}

/** Within `attributes['…`, all of which is replaced: some attributes have columns of their own. */
function attributesAt(
  sql: string,
  cursor: number,
  typed: RegExpExecArray,
  { attributes }: SqlNames,
): readonly SqlCompletion[] {
  const wanted = (typed[1] ?? '').toLowerCase();
  // What stands behind the cursor belongs to it only when it ends as an attribute does.
  const rest = /^[^'\]\n]*'\]/.exec(sql.slice(cursor))?.[0] ?? '';
  return attributes
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .sort((a, b) => rank(b.name, wanted) - rank(a.name, wanted))
    .slice(0, shownMax)
    .map((attribute) => ({
      text: attributeSql(attribute),
      note: 'attribute',
      start: typed.index,
      end: cursor + rest.length,
    }));
}

const rank = (name: string, wanted: string) => Number(name.toLowerCase().startsWith(wanted));

/** An attribute as SQL: its value as JSON text, empty where there is none. */
export const attributeSql = ({ name, hasColumn }: AttributeName): string =>
  hasColumn
    ? `\`attr.${name.replaceAll(/[\\`]/g, String.raw`\$&`)}\``
    : `attributes['${name.replaceAll(/[\\']/g, String.raw`\$&`)}']`;
