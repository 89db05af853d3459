// Shortens one JSON string so that it stays one: no escape, surrogate pair or UTF-8 character is cut in two.
import { BACKSLASH, LOWER_U } from './bytes.ts';

const ellipsis = Buffer.from('…"');

/** The string, quotes included, in at most `maxBytes`; an ellipsis ends it if it was cut. */
export function cutString(json: Buffer, maxBytes: number): Buffer {
  if (json.length <= maxBytes) return json;
  const room = maxBytes - ellipsis.length;
  let at = 1;
  for (;;) {
    const next = at + characterBytes(json, at);
    if (next > room) break;
    at = next;
  }
  return Buffer.concat([json.subarray(0, at), ellipsis]);
}

/** Size of the character at `at` as it is written. */
function characterBytes(json: Buffer, at: number): number {
  const byte = json[at] ?? 0;
  if (byte === BACKSLASH) return json[at + 1] === LOWER_U ? unicodeEscapeBytes(json, at) : 2;
  if (byte < 0xc0) return 1;
  if (byte < 0xe0) return 2;
  return byte < 0xf0 ? 3 : 4;
}

/** `\ud83d\ude00` is one character. */
function unicodeEscapeBytes(json: Buffer, at: number): number {
  const isHigh = /^\\u[dD][89abAB]/.test(json.toString('latin1', at, at + 4));
  return isHigh && /^\\u[dD][c-fC-F]/.test(json.toString('latin1', at + 6, at + 10)) ? 12 : 6;
}
