// A growing buffer of JSON text, written from bytes that already are UTF-8. Members and elements are each followed by a
// comma; closing an object or array turns the last one into its bracket.
import { BACKSLASH, COMMA, QUOTE, SPACE, utf8Boundary } from '../../../framing/bytes.ts';

/** Escapes by byte: as JSON.stringify writes them. */
const escapes: readonly string[] = Array.from({ length: SPACE }, (_, byte) =>
  JSON.stringify(String.fromCharCode(byte)).slice(1, -1),
);

/** Bytes that the longest escape takes. */
const ESCAPE_BYTES_MAX = 6;

/** Up to this a loop is faster than a native call. */
const SHORT_BYTES = 64;

const ASCII_MAX = 0x7e;

const hexDigits = Buffer.from('0123456789abcdef');

const empty = Buffer.alloc(0);

/** JSON text in the making. */
export class JsonOutput {
  bytes: Buffer = empty;
  length = 0;
  /** Where the object in the making starts. */
  start = 0;
  /** Deepest nesting in it. */
  depth = 1;
  /** Bound of the object, and of each string in it; who goes past it is cut to a lower limit afterwards. */
  readonly #maxBytes: number;
  #nextSizeBytes: number;

  constructor(sizeBytes: number, maxBytes: number) {
    this.#nextSizeBytes = sizeBytes;
    this.#maxBytes = maxBytes;
  }

  /** True when the object is so large that more of it would only be cut off again. */
  get isFull(): boolean {
    return this.length - this.start > this.#maxBytes;
  }

  /** Leaves the bytes written so far to others; the next ones go to a buffer of this size, made when needed. */
  leave(sizeBytes: number): void {
    this.bytes = empty;
    this.#nextSizeBytes = sizeBytes;
    this.clear();
  }

  /** Starts anew. */
  clear(): void {
    this.length = 0;
    this.start = 0;
    this.depth = 1;
  }

  /** Adds ASCII that needs no escape. */
  ascii(text: string): void {
    const { length } = text;
    this.#reserve(length);
    if (length > SHORT_BYTES) {
      this.length += this.bytes.write(text, this.length, 'latin1');
      return;
    }
    const { bytes } = this;
    let to = this.length;
    for (let at = 0; at < length; at++) bytes[to++] = text.charCodeAt(at);
    this.length = to;
  }

  /** Adds text as it is. */
  utf8(text: string): void {
    this.#reserve(text.length * 3);
    this.length += this.bytes.write(text, this.length);
  }

  /** Adds bytes as hexadecimal digits. */
  hex(source: Buffer, start: number, end: number): void {
    this.#reserve((end - start) * 2);
    const { bytes } = this;
    let to = this.length;
    for (let at = start; at < end; at++) {
      const byte = source[at] ?? 0;
      bytes[to++] = hexDigits[byte >>> 4] ?? 0;
      bytes[to++] = hexDigits[byte & 15] ?? 0;
    }
    this.length = to;
  }

  /** Adds bytes as they are. */
  copy(source: Buffer, start = 0, end = source.length): void {
    this.#reserve(end - start);
    source.copy(this.bytes, this.length, start, end);
    this.length += end - start;
  }

  /** Adds a string made of UTF-8 bytes. */
  string(source: Buffer, start: number, end: number): void {
    this.byte(QUOTE);
    this.inString(source, start, end);
    this.byte(QUOTE);
  }

  /** Adds a string. */
  text(text: string): void {
    if (text.length <= SHORT_BYTES && this.#plainText(text)) return;
    const cut = text.length > this.#maxBytes ? text.slice(0, this.#maxBytes) : text;
    const json = JSON.stringify(cut.toWellFormed());
    this.#reserve(json.length * 3);
    this.length += this.bytes.write(json, this.length);
  }

  /** Adds a string of ASCII without escapes; false, and nothing added, if it is another one. */
  #plainText(text: string): boolean {
    this.#reserve(text.length + 2);
    const { bytes } = this;
    let to = this.length;
    bytes[to++] = QUOTE;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code < SPACE || code > ASCII_MAX || code === QUOTE || code === BACKSLASH) return false;
      bytes[to++] = code;
    }
    bytes[to++] = QUOTE;
    this.length = to;
    return true;
  }

  /** Adds UTF-8 bytes inside a string. */
  inString(source: Buffer, start: number, given: number): void {
    const isLong = given - start > this.#maxBytes;
    const end = isLong
      ? start + utf8Boundary(source.subarray(start, given), this.#maxBytes)
      : given;
    this.#reserve(end - start);
    let { bytes } = this;
    let to = this.length;
    for (let at = start; at < end; at++) {
      const byte = source[at] ?? 0;
      if (byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH) {
        bytes[to++] = byte;
        continue;
      }
      this.length = to;
      this.#reserve(ESCAPE_BYTES_MAX + end - at);
      ({ bytes } = this);
      if (byte < SPACE) {
        const escape = escapes[byte] ?? '';
        to += bytes.write(escape, to, 'latin1');
      } else {
        bytes[to++] = BACKSLASH;
        bytes[to++] = byte;
      }
    }
    this.length = to;
  }

  byte(byte: number): void {
    if (this.length === this.bytes.length) this.#reserve(1);
    this.bytes[this.length++] = byte;
  }

  /** Writes a bracket over the comma after the last member or element, or after the opening bracket if there is none. */
  close(bracket: number): void {
    if (this.bytes[this.length - 1] === COMMA) this.bytes[this.length - 1] = bracket;
    else this.byte(bracket);
  }

  /** The object in the making, in a buffer of its own. */
  object(): Buffer {
    return Buffer.from(this.bytes.subarray(this.start, this.length));
  }

  #reserve(size: number): void {
    if (this.length + size <= this.bytes.length) return;
    const sizeBytes = Math.max(this.#nextSizeBytes, this.bytes.length * 2, this.length + size);
    const larger = Buffer.allocUnsafeSlow(sizeBytes);
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}
