// Writes lines of one body into one growing buffer, for the bodies that cannot be logged as they came.
import { NEWLINE, nextByte, skipWhitespace } from './bytes.ts';

/** Below this a loop is faster than a native copy. */
const SHORT_BYTES = 24;

/** A buffer of lines in the making. Positions refer to the source and only go forward. */
export class LineWriter {
  readonly #source: Buffer;
  #bytes: Buffer;
  #length = 0;
  /** The first newline at or after the last position asked for. */
  #newline = -1;

  constructor(source: Buffer) {
    this.#source = source;
    this.#bytes = Buffer.allocUnsafeSlow(source.length + 1);
  }

  /** Adds `source[start, end)` as one line; it must hold no newline. */
  line(start: number, end: number): void {
    this.#reserve(end - start + 1);
    this.#copy(start, end);
    this.#endLine();
  }

  /** Adds a JSON value as one line: its newlines stand between tokens, so they and the indentation after them go. */
  joined(start: number, end: number): void {
    this.#reserve(end - start + 1);
    for (let at = start; at < end;) {
      const next = this.#newlineBefore(at, end);
      this.#copy(at, next);
      at = skipWhitespace(this.#source, next, end);
    }
    this.#endLine();
  }

  /** Adds `source[start, end)` between two pieces of ASCII as one line. */
  wrapped(before: string, start: number, end: number, after: string): void {
    this.#reserve(before.length + end - start + after.length + 1);
    this.#length += this.#bytes.write(before, this.#length, 'latin1');
    this.#copy(start, end);
    this.#length += this.#bytes.write(after, this.#length, 'latin1');
    this.#endLine();
  }

  /** Adds bytes from elsewhere, without newlines, as one line. */
  bytes(line: Buffer): void {
    this.#reserve(line.length + 1);
    line.copy(this.#bytes, this.#length);
    this.#length += line.length;
    this.#endLine();
  }

  /** The lines so far, each with its newline. The writer must not be used any more. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #newlineBefore(at: number, end: number): number {
    if (this.#newline < at) this.#newline = nextByte(this.#source, NEWLINE, at);
    return Math.min(this.#newline, end);
  }

  #copy(start: number, end: number): void {
    if (end - start > SHORT_BYTES) {
      this.#source.copy(this.#bytes, this.#length, start, end);
      this.#length += end - start;
      return;
    }
    for (let at = start; at < end; at++) this.#bytes[this.#length++] = this.#source[at] ?? 0;
  }

  #endLine(): void {
    this.#bytes[this.#length++] = NEWLINE;
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#length + size));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
