// The part of the parser behind `field:`: comparison, range, list value, wildcard, regular expression or text.
import { badQuery } from './bad-query.ts';
import {
  type Cursor,
  isDelimiter,
  scanQuoted,
  scanRegex,
  scanWord,
  skipSpace,
  takeKeyword,
} from './scan.ts';
import type { CompareOperator, RangeEnd, Test } from './search-node.ts';

const compareOperators = ['>=', '<=', '>', '<'] as const satisfies readonly CompareOperator[];
const dottedRange = /^(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)$/;

/** Reads what follows `field:`. `field` is for messages only. */
export function parseTest(cursor: Cursor, field: string): Test {
  const regex = scanRegex(cursor, false);
  if (regex) return { kind: 'regex', ...regex };
  const character = cursor.text[cursor.position];
  if (character === '"') return { kind: 'text', text: scanQuoted(cursor) };
  if (character === '[' || character === '{') return parseRange(cursor);
  const operator = compareOperators.find((item) => cursor.text.startsWith(item, cursor.position));
  if (operator) return { kind: 'compare', operator, text: parseOperand(cursor, operator) };
  if (character === '=') return { kind: 'exact', text: parseOperand(cursor, '=') };
  return parseValue(cursor, field);
}

function parseOperand(cursor: Cursor, operator: string): string {
  cursor.position += operator.length;
  if (cursor.text[cursor.position] === '"') return scanQuoted(cursor);
  const start = cursor.position;
  const { text } = scanWord(cursor);
  if (cursor.position === start) throw badQuery(start, `a value after "${operator}"`);
  return text;
}

function parseValue(cursor: Cursor, field: string): Test {
  const start = cursor.position;
  const { parts, text, raw, hasWildcard } = scanWord(cursor);
  if (cursor.position === start) {
    const name = field.length > 40 ? `${field.slice(0, 40)}…` : field;
    throw badQuery(start, `a value after "${name}:", or quotes around both when it is text`);
  }
  const dotted = dottedRange.exec(raw);
  if (dotted) {
    const [, from, to] = dotted;
    return {
      kind: 'range',
      from: { text: from, isIncluded: true },
      to: { text: to, isIncluded: true },
    };
  }
  const [only, more] = parts;
  if (only && !more && 'wildcard' in only && only.wildcard === '*') return { kind: 'exists' };
  return hasWildcard ? { kind: 'glob', parts } : { kind: 'text', text };
}

/** `[a TO b]`, with `{` or `}` where that end is excluded and `*` where it is open. */
function parseRange(cursor: Cursor): Test {
  const opening = cursor.position++;
  const from = parseRangeEnd(cursor);
  skipSpace(cursor);
  if (!takeKeyword(cursor, 'TO')) throw badQuery(cursor.position, '"TO", as in [1 TO 5]');
  const to = parseRangeEnd(cursor);
  skipSpace(cursor);
  const closing = cursor.text[cursor.position];
  if (closing !== ']' && closing !== '}') {
    throw badQuery(cursor.position, 'a closing "]" or "}"');
  }
  cursor.position++;
  return {
    kind: 'range',
    from: { text: from, isIncluded: cursor.text[opening] === '[' },
    to: { text: to, isIncluded: closing === ']' },
  } satisfies { kind: 'range'; from: RangeEnd; to: RangeEnd };
}

function parseRangeEnd(cursor: Cursor): string | undefined {
  skipSpace(cursor);
  if (cursor.text[cursor.position] === '"') return scanQuoted(cursor);
  const start = cursor.position;
  while (!isRangeDelimiter(cursor.text[cursor.position])) cursor.position++;
  const text = cursor.text.slice(start, cursor.position);
  if (text === '') throw badQuery(start, 'a value, or * for an open end');
  return text === '*' ? undefined : text;
}

const isRangeDelimiter = (character: string | undefined) =>
  isDelimiter(character) || character === ']' || character === '}';
