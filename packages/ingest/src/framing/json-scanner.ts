// Finds where a JSON value ends, without making anything of it. Grammar: https://www.rfc-editor.org/rfc/rfc8259
// Laxer than the RFC in one point: a bare word such as Python's NaN counts as a value; the store judges it later.
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  NEWLINE,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipWhitespace,
  SPACE,
} from './bytes.ts';

/** Deeper values are not taken for JSON. ClickHouse's own parser stops at the same depth. */
const DEPTH_MAX = 1024;

/** What may come next. */
const VALUE = 0;
const FIRST_ELEMENT = 1;
const FIRST_KEY = 2;
const KEY = 3;
const AFTER_KEY = 4;
const AFTER_VALUE = 5;

/** Scans values within one buffer; holds only a stack of open containers, so one scanner serves a whole body. */
export class JsonScanner {
  /** Depth of the last value scanned: 0 for a scalar, 1 for a flat object. */
  deepest = 0;
  /** Where the last scan ended, in success or failure. */
  stoppedAt = 0;
  readonly #bytes: Buffer;
  readonly #open = new Uint8Array(DEPTH_MAX);
  #depth = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Index after the value that starts at `start` and ends within `limit`, or -1 if there is none. */
  valueEnd(start: number, limit: number): number {
    this.#depth = 0;
    this.deepest = 0;
    let at = start;
    let state = VALUE;
    while (at >= 0 && at < limit) {
      at = skipWhitespace(this.#bytes, at, limit);
      this.stoppedAt = at;
      if (at >= limit) return -1;
      const byte = this.#bytes[at] ?? 0;
      state = this.#next(state, byte);
      if (state < 0) return -1;
      at = this.#tokenEnd(at, limit, byte);
      if (at >= 0 && state === AFTER_VALUE && this.#depth === 0) {
        this.stoppedAt = at;
        return at;
      }
    }
    return -1;
  }

  /** The state after a token that begins with `byte`, or -1 if it must not stand here. */
  #next(state: number, byte: number): number {
    if (state === AFTER_VALUE) return this.#afterValue(byte);
    if (state === AFTER_KEY) return byte === COLON ? VALUE : -1;
    if (state === FIRST_KEY && byte === CLOSE_BRACE) return this.#close();
    if (state === FIRST_KEY || state === KEY) return byte === QUOTE ? AFTER_KEY : -1;
    if (state === FIRST_ELEMENT && byte === CLOSE_BRACKET) return this.#close();
    if (byte === OPEN_BRACE) return this.#push(byte, FIRST_KEY);
    if (byte === OPEN_BRACKET) return this.#push(byte, FIRST_ELEMENT);
    return byte === QUOTE || isWordByte(byte) ? AFTER_VALUE : -1;
  }

  #afterValue(byte: number): number {
    const container = this.#open[this.#depth - 1];
    if (byte === COMMA) return container === OPEN_BRACE ? KEY : VALUE;
    if (byte === CLOSE_BRACE && container === OPEN_BRACE) return this.#close();
    if (byte === CLOSE_BRACKET && container === OPEN_BRACKET) return this.#close();
    return -1;
  }

  #push(byte: number, state: number): number {
    if (this.#depth === DEPTH_MAX) return -1;
    this.#open[this.#depth++] = byte;
    if (this.#depth > this.deepest) this.deepest = this.#depth;
    return state;
  }

  #close(): number {
    this.#depth--;
    return AFTER_VALUE;
  }

  #tokenEnd(at: number, limit: number, byte: number): number {
    if (byte === QUOTE) return stringEnd(this.#bytes, at, limit);
    return isWordByte(byte) ? wordEnd(this.#bytes, at, limit) : at + 1;
  }
}

/** Index after the string that starts with the quote at `start`, or -1: strings end on their line. */
export function stringEnd(bytes: Buffer, start: number, limit: number): number {
  for (let at = start + 1; at < limit; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) at++;
    if (bytes[at] === NEWLINE) return -1;
  }
  return -1;
}

/** Index after the number, literal or bare word at `start`. */
export function wordEnd(bytes: Buffer, start: number, limit: number): number {
  let at = start;
  while (at < limit && isWordByte(bytes[at] ?? 0)) at++;
  return at;
}

/** Digits, letters, and the signs and points of numbers. */
function isWordByte(byte: number): boolean {
  if (byte <= SPACE || byte === COMMA) return false;
  const letter = byte | 0x20;
  if (letter >= 0x61 && letter <= 0x7a) return true;
  return (byte >= 0x2b && byte <= 0x2e) || (byte >= 0x30 && byte <= 0x39);
}
