// The store answers finished JSON texts, one a line. Here they become what was asked for, without being parsed.
import { Transform, type TransformCallback } from 'node:stream';

const newline = 0x0a;
const comma = 0x2c;
/** An id stands at the very beginning of a record. */
const idBytesMax = 80;

/** Lines as the elements of an array: `before`, the lines with commas between, and what `after` makes of them. */
export class LinesInArray extends Transform {
  readonly #after: (summary: LinesSummary) => string;
  readonly #summary = new LinesSummary();
  /** A line end is a comma only if another line follows. */
  #hasLineEnd = false;

  constructor(before: string, after: (summary: LinesSummary) => string) {
    super();
    this.#after = after;
    this.push(before);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#summary.add(chunk);
    if (this.#hasLineEnd) this.push(',');
    this.#hasLineEnd = chunk.at(-1) === newline;
    const bytes = this.#hasLineEnd ? chunk.subarray(0, -1) : chunk;
    // The chunk is ours alone: it came from the socket and goes nowhere else.
    for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1))
      bytes[at] = comma;
    done(null, bytes);
  }

  override _flush(done: TransformCallback): void {
    done(null, this.#after(this.#summary));
  }
}

/** How many lines passed, and the beginning of the last one. */
export class LinesSummary {
  #count = 0;
  #line: Buffer = Buffer.alloc(0);
  #isNew = true;

  get count(): number {
    return this.#count;
  }

  /** The `id` the last line begins with. */
  get lastId(): string | undefined {
    return /^\{"id":"([^"\\]*)"/.exec(this.#line.toString('utf8'))?.[1];
  }

  add(chunk: Buffer): void {
    let start = 0;
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, start)) {
      this.#begin(chunk, start, at);
      this.#count += 1;
      this.#isNew = true;
      start = at + 1;
    }
    if (start < chunk.length) this.#begin(chunk, start, chunk.length);
  }

  #begin(chunk: Buffer, start: number, end: number): void {
    const known = this.#isNew ? 0 : this.#line.length;
    this.#isNew = false;
    if (known >= idBytesMax) return;
    const part = chunk.subarray(start, Math.min(end, start + idBytesMax - known));
    this.#line = known === 0 ? part : Buffer.concat([this.#line, part]);
  }
}
