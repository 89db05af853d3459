// SQL as coloured pieces. It colours while one types, so it takes what is not finished yet as it is.
import { isKeyword } from './words.ts';

/** A stretch of SQL; `plain` is white space, operators and names. */
export interface SqlToken {
  readonly kind: 'comment' | 'text' | 'name' | 'number' | 'keyword' | 'call' | 'word' | 'plain';
  readonly start: number;
  readonly end: number;
}

const patterns: readonly (readonly [SqlToken['kind'], RegExp])[] = [
  ['comment', /--[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?/y],
  ['text', /'(?:[^'\\]|\\[\s\S])*(?:'|\\?$)/y],
  ['name', /`(?:[^`\\]|\\[\s\S])*(?:`|\\?$)|"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)/y],
  ['number', /(?:0[xX][\da-fA-F]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)/y],
  ['word', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['plain', /\s+|[\s\S]/uy],
];

/** All of the text, in order and without gaps. */
export function sqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  for (let start = 0; start < sql.length;) {
    const token = tokenAt(sql, start);
    const last = tokens.at(-1);
    if (token.kind === 'plain' && last?.kind === 'plain')
      tokens[tokens.length - 1] = { ...last, end: token.end };
    else tokens.push(token);
    start = token.end;
  }
  return tokens;
}

function tokenAt(sql: string, start: number): SqlToken {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = start;
    const found = pattern.exec(sql)?.[0];
    if (found === undefined || found === '') continue;
    const end = start + found.length;
    return { kind: kind === 'word' ? wordKind(sql, found, end) : kind, start, end };
  }
  return { kind: 'plain', start, end: start + 1 };
}

function wordKind(sql: string, word: string, end: number): SqlToken['kind'] {
  if (sql[end] === '(' && !callKeywords.has(word.toUpperCase())) return 'call';
  return isKeyword(word) ? 'keyword' : 'word';
}

/** Keywords before a bracket that call nothing. */
const callKeywords = new Set([
  'IN',
  'AND',
  'OR',
  'NOT',
  'AS',
  'OVER',
  'FROM',
  'WHERE',
  'ON',
  'USING',
]);
