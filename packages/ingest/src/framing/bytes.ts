// ASCII bytes that framing looks for, and searches for them.

export const TAB = 0x09;
export const NEWLINE = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
export const LOWER_U = 0x75;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;

/** How many bytes to look at before a native search, whose call costs about as much. */
const NEAR_BYTES = 16;

/** Index of the next `byte` at or after `from`, or the length of `bytes`. Fast where it is rare and where it is dense. */
export function nextByte(bytes: Buffer, byte: number, from: number): number {
  const near = Math.min(from + NEAR_BYTES, bytes.length);
  for (let at = from; at < near; at++) if (bytes[at] === byte) return at;
  const far = bytes.indexOf(byte, near);
  return far < 0 ? bytes.length : far;
}

/** True for what may stand inside a line without being seen: space, tab, carriage return. */
export function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB || byte === CARRIAGE_RETURN;
}

/** Index of the first byte in `[from, end)` that is not blank, or `end`. */
export function skipBlanks(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(bytes[at])) at++;
  return at;
}

/** Index of the first byte in `[from, end)` that is no JSON whitespace, or `end`. */
export function skipWhitespace(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && (isBlank(bytes[at]) || bytes[at] === NEWLINE)) at++;
  return at;
}

/** The longest length up to `length` that does not cut a UTF-8 character in two. */
export function utf8Boundary(bytes: Buffer, length: number): number {
  if (length >= bytes.length) return bytes.length;
  const isContinuation = (at: number) => ((bytes[at] ?? 0) & 0xc0) === 0x80;
  let at = length;
  while (at > 0 && length - at < 3 && isContinuation(at)) at--;
  return isContinuation(at) ? length : at;
}
