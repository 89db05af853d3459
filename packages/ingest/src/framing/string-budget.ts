// How long the strings of a too long object may be, so that the short ones stay whole and the long ones share the rest.
import { nextByte, QUOTE } from './bytes.ts';
import { stringEnd } from './json-scanner.ts';

/** Strings up to this size are never shortened. */
const STRING_BYTES_MIN = 512;

/** The largest size of a string, quotes included, with which the object fits into `maxBytes`; at least a minimum. */
export function stringBudget(object: Buffer, maxBytes: number): number {
  const sizes = longStrings(object);
  let left = maxBytes - object.length;
  for (const size of sizes) left += size;
  sizes.sort((a, b) => a - b);
  for (const [index, size] of sizes.entries()) {
    const share = Math.floor(left / (sizes.length - index));
    if (size > share) return Math.max(share, STRING_BYTES_MIN);
    left -= size;
  }
  return Math.max(left, object.length);
}

/** Sizes of the strings above the minimum; there are at most a 512th as many as there are bytes. */
function longStrings(object: Buffer): number[] {
  const sizes: number[] = [];
  let at = nextByte(object, QUOTE, 0);
  while (at < object.length) {
    const end = stringEnd(object, at, object.length);
    if (end - at > STRING_BYTES_MIN) sizes.push(end - at);
    at = nextByte(object, QUOTE, end);
  }
  return sizes;
}
