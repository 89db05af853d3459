// Ruby's regular expressions, in which grok is written, as RE2 takes them.
import { grokError } from './grok-error.ts';

/** A field, by the number of its group (from 1). */
export interface GrokField {
  /** Dots for nesting. */
  readonly name: string;
  readonly type: string;
}

/** An expression whose groups are the fields, in order. */
export interface LinearPattern {
  source: string;
  fields: GrokField[];
}

/**
 * Groups without a name capture nothing; atomic groups and possessive repetitions become plain ones, which match the
 * same or more; classes inside classes are joined. Look-behinds stay. Look-aheads are refused.
 */
export function toLinear(pattern: string): LinearPattern {
  const fields: GrokField[] = [];
  let source = '';
  for (let at = 0; at < pattern.length;) {
    const token = nextToken(pattern, at);
    source += token.field ? '(' : token.source;
    if (token.field) fields.push(token.field);
    at = token.end;
  }
  return { source, fields };
}

interface Token {
  source: string;
  end: number;
  field?: GrokField;
}

function nextToken(pattern: string, at: number): Token {
  switch (pattern[at]) {
    case '\\':
      return escapeToken(pattern, at);
    case '[':
      return classToken(pattern, at);
    case '(':
      return groupToken(pattern, at);
    case '*':
    case '+':
    case '?':
    case '}':
      return repetitionToken(pattern, at);
    default:
      return plainToken(pattern, at);
  }
}

function plainToken(pattern: string, at: number): Token {
  let end = at + 1;
  while (end < pattern.length && !'\\[(*+?}'.includes(pattern[end] ?? '')) end++;
  return { source: pattern.slice(at, end), end };
}

const escapes: Readonly<Record<string, string>> = {
  h: '[0-9A-Fa-f]',
  H: '[^0-9A-Fa-f]',
  R: String.raw`(?:\r\n|[\n\v\f\r])`,
  Z: String.raw`\n?\z`,
  e: String.raw`\x1b`,
};

function escapeToken(pattern: string, at: number): Token {
  const letter = pattern[at + 1] ?? '';
  const special = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
  return { source: special ?? pattern.slice(at, at + 2), end: at + 2 };
}

/** `[…[…]…]` is a union: the inner brackets go. `[:alpha:]` and the like stay. */
function classToken(pattern: string, at: number): Token {
  let source = pattern.startsWith('[^', at) ? '[^' : '[';
  let end = at + source.length;
  for (let depth = 1; depth > 0; end++) {
    const character = pattern[end];
    if (character === undefined) throw grokError(pattern, 'a [ has no ]');
    if (character === '\\') {
      source += escapeInClass(pattern.slice(end, end + 2));
      end++;
    } else if (pattern.startsWith('[:', end)) {
      const close = pattern.indexOf(':]', end);
      if (close === -1) throw grokError(pattern, 'a [: has no :]');
      source += pattern.slice(end, close + 2);
      end = close + 1;
    } else if (character === '[') {
      if (pattern[end + 1] === '^')
        throw grokError(pattern, 'a class inside a class cannot be negated');
      depth++;
    } else if (character === ']') {
      depth--;
    } else source += character;
  }
  return { source: `${source}]`, end };
}

const escapeInClass = (escape: string) => (escape === String.raw`\h` ? '0-9A-Fa-f' : escape);

function groupToken(pattern: string, at: number): Token {
  if (pattern[at + 1] !== '?') return { source: '(?:', end: at + 1 };
  const start = pattern.slice(at, at + 4);
  if (start.startsWith('(?=') || start.startsWith('(?!')) {
    throw grokError(pattern, 'look-aheads such as (?=…) and (?!…) are not supported');
  }
  if (start.startsWith('(?<=') || start.startsWith('(?<!')) return { source: start, end: at + 4 };
  if (start.startsWith('(?>')) return { source: '(?:', end: at + 3 };
  if (start.startsWith('(?#'))
    return { source: '', end: pattern.indexOf(')', at) + 1 || pattern.length };
  if (start.startsWith('(?<')) return namedToken(pattern, at);
  const flags = /^\(\?([imx]*)(?:-([imx]*))?([:)])/.exec(pattern.slice(at, at + 12));
  if (!flags) throw grokError(pattern, `a group begins with ${JSON.stringify(start)}`);
  return flagsToken(pattern, at, flags);
}

function namedToken(pattern: string, at: number): Token {
  const match = /^\(\?<([^<>]{1,220})>/.exec(pattern.slice(at, at + 230));
  if (!match) throw grokError(pattern, 'a (?< has no name');
  const [name = '', type = 'string'] = (match[1] ?? '').split(':');
  return { source: '(', end: at + match[0].length, field: { name: fieldName(name), type } };
}

/** `[a][b]` is `a.b`. */
function fieldName(text: string): string {
  const parts = [...text.matchAll(/\[([^[\]]+)\]/g)].map(([, part = '']) => part);
  return parts.length > 0 ? parts.join('.') : text;
}

/** Ruby's m lets the dot match line ends, which is s elsewhere. */
function flagsToken(pattern: string, at: number, match: RegExpExecArray): Token {
  const [all, on = '', off = '', close = ''] = match;
  if (on.includes('x')) throw grokError(pattern, 'the flag x is not supported');
  const set = on.replaceAll('m', 's');
  const unset = off.replaceAll('m', 's').replaceAll('x', '');
  const flags = unset === '' ? set : `${set}-${unset}`;
  const source = flags === '' && close === ')' ? '' : `(?${flags}${close}`;
  return { source, end: at + all.length };
}

function repetitionToken(pattern: string, at: number): Token {
  const isPossessive = pattern[at + 1] === '+';
  return { source: pattern[at] ?? '', end: at + (isPossessive ? 2 : 1) };
}
