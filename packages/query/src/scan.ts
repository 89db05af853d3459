// The lowest layer of the parser: reads words, quoted text and regular expressions at a position.
import { badQuery } from './bad-query.ts';
import { searchLimits } from './search-limits.ts';
import type { GlobPart } from './search-node.ts';

/** Where the parser is. One per query, changed as it reads. */
export interface Cursor {
  readonly text: string;
  position: number;
}

/** A run of characters outside quotes: what it says, and its wildcards. */
export interface Word {
  /** Pieces with wildcards apart; neighbours are never of the same kind. */
  readonly parts: readonly GlobPart[];
  /** The text with escapes resolved and wildcards as themselves. */
  readonly text: string;
  /** As written. */
  readonly raw: string;
  readonly hasWildcard: boolean;
}

const delimiter = /[\s()"|]/;

/** True at the end of the query and at characters that end a word. */
export function isDelimiter(character: string | undefined): boolean {
  return character === undefined || delimiter.test(character);
}

export function skipSpace(cursor: Cursor): void {
  while (/\s/.test(cursor.text[cursor.position] ?? '')) cursor.position++;
}

/** Consumes the keyword (`AND`, `OR`, `NOT`) when it stands here as a word of its own. */
export function takeKeyword(cursor: Cursor, keyword: string): boolean {
  const end = cursor.position + keyword.length;
  if (!cursor.text.startsWith(keyword, cursor.position) || !isDelimiter(cursor.text[end]))
    return false;
  cursor.position = end;
  return true;
}

/**
 * Reads a word up to a delimiter, or to an unescaped colon that `isEnd` accepts. May be empty.
 * `isEnd` is asked about the first colon only, with the number of wildcards before it.
 */
export function scanWord(
  cursor: Cursor,
  isEnd: (colon: number, wildcards: number) => boolean = () => false,
): Word {
  const { text } = cursor;
  const start = cursor.position;
  const parts: GlobPart[] = [];
  let plain = '';
  let literal = '';
  let wildcards = 0;
  let isFirstColon = true;
  const flush = () => {
    if (literal !== '') parts.push({ literal });
    literal = '';
  };
  while (!isDelimiter(text[cursor.position])) {
    if (text[cursor.position] === ':' && isFirstColon) {
      if (isEnd(cursor.position, wildcards)) break;
      isFirstColon = false;
    }
    let character = text.charAt(cursor.position++);
    if (character === '*' || character === '?') {
      flush();
      const last = parts.at(-1);
      const repeats = character === '*' && last && 'wildcard' in last && last.wildcard === '*';
      if (!repeats) parts.push({ wildcard: character });
      if (++wildcards > searchLimits.wildcards) {
        throw badQuery(
          cursor.position - 1,
          `at most ${searchLimits.wildcards} wildcards in a word`,
        );
      }
    } else {
      if (character === '\\') character = scanEscape(cursor);
      literal += character;
    }
    plain += character;
  }
  flush();
  const raw = text.slice(start, cursor.position);
  return { parts, text: plain, raw, hasWildcard: wildcards > 0 };
}

function scanEscape(cursor: Cursor): string {
  const character = cursor.text[cursor.position];
  if (character === undefined) {
    throw badQuery(cursor.position, 'a character after the backslash');
  }
  cursor.position++;
  return character;
}

/** Reads a quoted text; the cursor is at its opening quote. Inside, only `\"` and `\\` are escapes. */
export function scanQuoted(cursor: Cursor): string {
  const start = cursor.position++;
  let content = '';
  for (;;) {
    const character = cursor.text[cursor.position++];
    if (character === undefined) {
      throw badQuery(
        start,
        'a closing quote',
        'this quote is not closed, expected a closing quote: it opens',
      );
    }
    if (character === '"') return content;
    const next = cursor.text[cursor.position];
    if (character === '\\' && (next === '"' || next === '\\')) {
      content += next;
      cursor.position++;
    } else {
      content += character;
    }
  }
}

/**
 * Reads `/…/` or `/…/i` when one stands here: it must be closed by a slash that ends the word.
 * Returns undefined, and moves nothing, for anything else, such as a path.
 */
export function scanRegex(
  cursor: Cursor,
  mayHoldSpace: boolean,
): { source: string; ignoreCase: boolean } | undefined {
  const { text } = cursor;
  const start = cursor.position;
  if (text[start] !== '/') return undefined;
  let end = start + 1;
  while (end < text.length && text[end] !== '/') {
    if (!mayHoldSpace && /\s/.test(text.charAt(end))) return undefined;
    end += text[end] === '\\' ? 2 : 1;
  }
  const ignoreCase = text[end + 1] === 'i';
  const after = end + (ignoreCase ? 2 : 1);
  if (end >= text.length || end === start + 1 || !isDelimiter(text[after])) return undefined;
  cursor.position = after;
  return {
    source: text.slice(start + 1, end).replaceAll(/\\([\s\S])/g, unescapeSlash),
    ignoreCase,
  };
}

const unescapeSlash = (escape: string, character: string) => (character === '/' ? '/' : escape);
