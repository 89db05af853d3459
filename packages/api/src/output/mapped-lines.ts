// Lines of the store made into other lines, as they come.
import { Transform, type TransformCallback } from 'node:stream';

const newline = 0x0a;

/** Each line of UTF-8, without its end, becomes what `map` makes of it. A last line without an end counts too. */
export class MappedLines extends Transform {
  readonly #map: (line: string) => string;
  #rest: Buffer[] = [];

  constructor(map: (line: string) => string) {
    super();
    this.#map = map;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const end = chunk.lastIndexOf(newline);
    if (end === -1) {
      this.#rest.push(chunk);
      done();
      return;
    }
    const whole = Buffer.concat([...this.#rest, chunk.subarray(0, end)]);
    this.#rest = [chunk.subarray(end + 1)];
    this.#send(whole, done);
  }

  override _flush(done: TransformCallback): void {
    const rest = Buffer.concat(this.#rest);
    if (rest.length === 0) done();
    else this.#send(rest, done);
  }

  #send(lines: Buffer, done: TransformCallback): void {
    try {
      const mapped = lines.toString('utf8').split('\n').map(this.#map);
      done(null, Buffer.from(`${mapped.join('\n')}\n`));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
