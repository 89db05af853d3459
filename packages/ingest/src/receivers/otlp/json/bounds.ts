// Looks over JSON before it is parsed, so that a small body cannot become very many objects in memory.
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from '../../../framing/bytes.ts';

/** Values in one request: each takes some fifty bytes once parsed. */
const VALUES_MAX = 4_000_000;

/** Brackets inside each other: a value in OTLP takes up to four, so this is more than the values' own bound. */
const DEPTH_MAX = 400;

/** Why the text should not be parsed, undefined if it may be. Strings are skipped, nothing else is checked. */
export function excess(bytes: Buffer): string | undefined {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = stringEnd(bytes, at + 1);
    else if (byte === COMMA) values++;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      values++;
      if (++depth > DEPTH_MAX) return `is nested more than ${DEPTH_MAX} deep`;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
    if (values > VALUES_MAX) return `has more than ${VALUES_MAX} values`;
  }
  return undefined;
}

/** Where the string's closing quote stands, or the end. */
function stringEnd(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}
