// Splits SQL into tokens the way ClickHouse's lexer does, just far enough to find clauses: never a search over the
// text, because strings, comments, quoted names and heredocs hold anything.

import { exception } from './exception.ts';

/** What a token is. `word` is a keyword or plain name, `name` a quoted one, `other` numbers and signs. */
export type TokenKind = 'word' | 'name' | 'string' | 'other';

export interface Token {
  kind: TokenKind;
  /** Position of its first character. */
  start: number;
  /** Position after its last character. */
  end: number;
  /** Brackets open around it; an opening bracket counts as outside, a closing one too. */
  depth: number;
  /** A word in upper case, a sign as it stands, otherwise "". */
  text: string;
}

const maxDollars = 100;

const isWordStart = (code: number) =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code >= 128;
const isDigit = (code: number) => code >= 48 && code <= 57;
const isWord = (code: number) => isWordStart(code) || isDigit(code) || code === 36;
const isSpace = (code: number) => code === 32 || (code >= 9 && code <= 13);

/**
 * The tokens of a query from `position` on, comments and white space left out. Lazy: what follows the last token asked
 * for may be data and is not looked at. Text that ends within a string or a comment ends there.
 */
export function* tokens(sql: string, position = 0): Generator<Token, undefined> {
  let depth = 0;
  let dollars = 0;
  let at = position;
  while (at < sql.length) {
    const code = sql.charCodeAt(at);
    const start = at;
    if (isSpace(code)) {
      at++;
      continue;
    }
    const comment = commentEnd(sql, at);
    if (comment !== undefined) {
      at = comment;
      continue;
    }
    if (isWordStart(code)) {
      do at++;
      while (at < sql.length && isWord(sql.charCodeAt(at)));
      yield { kind: 'word', start, end: at, depth, text: sql.slice(start, at).toUpperCase() };
      continue;
    }
    const sign = sql.charAt(at);
    if (sign === "'" || sign === '`' || sign === '"') {
      at = quotedEnd(sql, at, sign);
      yield { kind: sign === "'" ? 'string' : 'name', start, end: at, depth, text: '' };
      continue;
    }
    const heredoc = sign === '$' ? heredocEnd(sql, at) : undefined;
    // Each of these looked through all of the text.
    if (sign === '$' && heredoc === undefined && ++dollars > maxDollars) {
      throw exception('SYNTAX_ERROR', 'Too many heredocs without an end');
    }
    if (heredoc !== undefined) {
      at = heredoc;
      yield { kind: 'string', start, end: at, depth, text: '' };
      continue;
    }
    at = isDigit(code) ? numberEnd(sql, at) : at + 1;
    if (sign === ')' || sign === ']' || sign === '}') depth = Math.max(0, depth - 1);
    yield { kind: 'other', start, end: at, depth, text: isDigit(code) ? '' : sign };
    if (sign === '(' || sign === '[' || sign === '{') depth++;
  }
  return undefined;
}

/** The position after a comment that starts here: `-- …`, `# …`, `#!…`, or nested `/* … *\/`. */
function commentEnd(sql: string, at: number): number | undefined {
  const two = sql.slice(at, at + 2);
  if (two === '--' || two === '# ' || two === '#!') {
    const line = sql.indexOf('\n', at);
    return line < 0 ? sql.length : line + 1;
  }
  if (two !== '/*') return undefined;
  let level = 1;
  let position = at + 2;
  while (level > 0) {
    const close = sql.indexOf('*/', position);
    if (close < 0) return sql.length;
    const open = sql.indexOf('/*', position);
    if (open >= 0 && open < close) {
      level++;
      position = open + 2;
    } else {
      level--;
      position = close + 2;
    }
  }
  return position;
}

/** The position after a quoted text: a backslash escapes, and a doubled quote stands for itself. */
function quotedEnd(sql: string, at: number, quote: string): number {
  let position = at + 1;
  while (position < sql.length) {
    const sign = sql[position];
    if (sign === '\\') position += 2;
    else if (sign === quote && sql[position + 1] === quote) position += 2;
    else if (sign === quote) return position + 1;
    else position++;
  }
  return sql.length;
}

/** The position after a heredoc `$tag$ … $tag$`, the tag possibly empty. */
function heredocEnd(sql: string, at: number): number | undefined {
  let tagEnd = at + 1;
  while (tagEnd < sql.length && isWord(sql.charCodeAt(tagEnd)) && sql[tagEnd] !== '$') tagEnd++;
  if (sql[tagEnd] !== '$') return undefined;
  const tag = sql.slice(at, tagEnd + 1);
  const close = sql.indexOf(tag, tagEnd + 1);
  return close < 0 ? undefined : close + tag.length;
}

/** The position after a number; letters directly behind it (`0x1f`, `1e5`) belong to it. */
function numberEnd(sql: string, at: number): number {
  let position = at;
  while (position < sql.length && isWord(sql.charCodeAt(position))) position++;
  return position;
}
