// An answer of the store that began well can still end in an exception: ClickHouse then writes it at the end of the
// body, behind a marker that holds a tag from the headers. Here it becomes an error again.
import { Transform, type TransformCallback } from 'node:stream';
import { parseException } from './store-errors.ts';

const messageBytesMax = 64 * 1024;

/** Passes bytes on until the marker; then fails with what `judge` makes of the exception. */
export class ExceptionInStream extends Transform {
  readonly #marker: Buffer;
  readonly #judge: (error: unknown) => unknown;
  /** Bytes that may be the beginning of a marker. */
  #held: Buffer = Buffer.alloc(0);
  /** What stands behind the marker, once it was seen. */
  #message: Buffer | undefined;

  constructor(tag: string, judge: (error: unknown) => unknown) {
    super();
    this.#judge = judge;
    this.#marker = Buffer.from(`\r\n__exception__\r\n${tag}\r\n`);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const bytes = this.#message ?? this.#held;
    const joined = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    if (this.#message) {
      this.#message = joined.subarray(0, messageBytesMax);
      done();
      return;
    }
    const found = joined.indexOf(this.#marker);
    const end = found === -1 ? joined.length - this.#partOfMarker(joined) : found;
    if (end > 0) this.push(joined.subarray(0, end));
    this.#held = joined.subarray(end);
    if (found !== -1) this.#message = joined.subarray(found + this.#marker.length);
    done();
  }

  override _flush(done: TransformCallback): void {
    const error = this.#exception();
    if (error) done(this.#judged(error));
    else done(null, this.#held);
  }

  /** Ends the stream with what the store's error means for the caller. An exception it wrote tells more than a cut. */
  fail(error: unknown): void {
    this.destroy(this.#judged(this.#exception() ?? error));
  }

  #exception(): Error | undefined {
    if (!this.#message) return undefined;
    const text = this.#message.toString('utf8').split('\r\n__exception__')[0] ?? '';
    // The last line says how long the message is.
    const message = text.replace(/\n\d+ \S*$/, '');
    const exception = parseException(message);
    if (!exception) return new Error(message);
    const { code, name } = exception;
    return Object.assign(new Error(exception.message), { code: String(code), type: name });
  }

  #judged(error: unknown): Error {
    const judged = this.#judge(error);
    return judged instanceof Error ? judged : new Error(String(judged));
  }

  /** How many bytes at the end of these could begin the marker. */
  #partOfMarker(bytes: Buffer): number {
    const most = Math.min(bytes.length, this.#marker.length - 1);
    for (let length = most; length > 0; length--) {
      const end = bytes.subarray(bytes.length - length);
      if (end.equals(this.#marker.subarray(0, length))) return length;
    }
    return 0;
  }
}
