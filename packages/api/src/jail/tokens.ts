// A user's SQL as tokens. Whatever two readers of SQL could take differently is refused here instead of guessed at:
// the store must never see a token where this file saw none.
import { GroundcrewError } from '@groundcrew/runtime';

/** `word` is unquoted, `name` quoted with ` or ", `text` a string, `symbol` an operator or bracket. */
export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'symbol';
  /** As written; names without their quotes. */
  readonly text: string;
  /** Words in capitals; "" for all else, so that a quoted name is never a keyword. */
  readonly word: string;
  /** 0-based index of UTF-16 units in the SQL as sent. */
  readonly position: number;
  /** Where the next character is. */
  readonly end: number;
}

/** The tokens, and the SQL with blanks in place of comments, so that positions stay. */
export interface Scanned {
  readonly tokens: readonly Token[];
  readonly text: string;
}

const tokensMax = 20_000;

const space = /[ \t\r\n]+/y;
const lineComment = /--[^\n]*/y;
const word = /[A-Za-z_][A-Za-z0-9_]*/y;
const number = /0[xX][0-9a-fA-F]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?/y;
const symbol = /->|::|<=>|<=|>=|<>|!=|==|\|\||[()[\],.+\-*/%=<>?:;]/y;
const plainTokens = [
  ['word', word],
  ['number', number],
  ['symbol', symbol],
] as const;

/** Splits SQL into tokens. Throws `sql-refused` (400) at the first thing that is not plainly SQL. */
export function scanSql(sql: string): Scanned {
  const tokens: Token[] = [];
  let text = '';
  let position = 0;
  while (position < sql.length) {
    const skipped = commentLength(sql, position);
    if (skipped > 0) {
      text += sql.slice(position, position + skipped).replaceAll(/[^\n]/g, ' ');
      position += skipped;
      continue;
    }
    const blank = matchAt(space, sql, position);
    if (blank !== '') {
      text += blank;
      position += blank.length;
      continue;
    }
    const token = tokenAt(sql, position);
    tokens.push(token);
    if (tokens.length > tokensMax) throw refused(`it has more than ${tokensMax} parts`, position);
    text += sql.slice(position, token.end);
    position = token.end;
  }
  return { tokens, text };
}

/** The error of SQL that is not let through. `position` is a 0-based index of UTF-16 units, where one is known. */
export function refused(reason: string, position?: number, hint = generalHint): GroundcrewError {
  const where = position === undefined ? '' : ` at character ${position + 1}`;
  return new GroundcrewError('sql-refused', `cannot run the SQL: ${reason}${where}`, {
    status: 400,
    hint,
    ...(position === undefined ? {} : { extra: { position } }),
  });
}

const generalHint =
  'Send one SELECT over the tables logs and logs_per_minute; see the description of POST /api/sql.';

function commentLength(sql: string, position: number): number {
  if (sql.startsWith('--', position)) return matchAt(lineComment, sql, position).length;
  if (!sql.startsWith('/*', position)) return 0;
  const end = sql.indexOf('*/', position + 2);
  if (end === -1) throw refused('a comment has no end', position);
  const inner = sql.indexOf('/*', position + 2);
  if (inner !== -1 && inner < end) throw refused('a comment stands inside a comment', inner);
  return end + 2 - position;
}

function tokenAt(sql: string, position: number): Token {
  const first = sql.charAt(position);
  if (first === "'") {
    const end = quotedEnd(sql, position, 'a string');
    mustEndHere(sql, end);
    return { kind: 'text', text: sql.slice(position, end), word: '', position, end };
  }
  if (first === '`' || first === '"') return quotedName(sql, position);
  for (const [kind, pattern] of plainTokens) {
    const text = matchAt(pattern, sql, position);
    if (text === '') continue;
    const end = position + text.length;
    if (kind !== 'symbol') mustEndHere(sql, end);
    return { kind, text, word: kind === 'word' ? text.toUpperCase() : '', position, end };
  }
  throw refused(`the character ${JSON.stringify(first)} is not allowed outside quotes`, position);
}

/** What stands right behind a word, number or quote would make a literal of another kind, such as x'41'. */
function mustEndHere(sql: string, end: number): void {
  if (!/['"`$\\A-Za-z0-9_]/.test(sql.charAt(end))) return;
  throw refused(`${JSON.stringify(sql.slice(end - 1, end + 1))} is not allowed`, end);
}

/** Names with escapes in them are refused, so that the text between the quotes is the name. */
function quotedName(sql: string, position: number): Token {
  const end = quotedEnd(sql, position, 'a quoted name');
  const text = sql.slice(position + 1, end - 1);
  const isPlain = text !== '' && !/[\\`"\p{Cc}]/u.test(text);
  if (!isPlain) throw refused('a quoted name is empty or holds an escape', position);
  mustEndHere(sql, end);
  return { kind: 'name', text, word: '', position, end };
}

/** The index after the closing quote. A backslash takes the next character with it, a doubled quote is one of the text. */
function quotedEnd(sql: string, position: number, what: string): number {
  const quote = sql.charAt(position);
  for (let index = position + 1; index < sql.length; index++) {
    const character = sql.charAt(index);
    if (character === '\0') throw refused(`${what} holds a NUL character`, index);
    if (character === '\\') index += 1;
    else if (character === quote && sql.charAt(index + 1) === quote) index += 1;
    else if (character === quote) return index + 1;
  }
  throw refused(`${what} has no end`, position);
}

function matchAt(pattern: RegExp, text: string, position: number): string {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0] ?? '';
}
