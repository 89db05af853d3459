// Passes bytes on to one of the recorder's own outputs, without ever blocking the event loop on a slow reader.
import { constants, fstatSync, openSync, writeSync, writev, writevSync } from 'node:fs';

/** How long to wait when somebody has made the output non-blocking and it is full. */
const retryMs = 2;

/** One output. Buffers handed in belong to it until `release` is called with them. */
export interface OutputOptions {
  file: number;
  /** The buffer has been written, or never will be. */
  release(buffer: Buffer): void;
  /** The reader has gone. */
  broken(): void;
}

/** Writes in the order given, one writev(2) of all that waits at a time. */
export class Output {
  readonly #options: OutputOptions;
  /** A file takes everything at once; a pipe or a terminal may keep us waiting. */
  readonly #isFile: boolean;
  /** The same pipe, opened so that a write to it never waits; undefined where that cannot be. */
  readonly #quick: number | undefined;
  readonly #waiting: { bytes: Buffer; buffer: Buffer }[] = [];
  #isWriting = false;
  #isBroken = false;

  constructor(options: OutputOptions) {
    this.#options = options;
    this.#isFile = isKind(options.file, 'isFile');
    this.#quick = isKind(options.file, 'isFIFO') ? openQuick(options.file) : undefined;
  }

  /** True when everything has been written. */
  get isIdle(): boolean {
    return !this.#isWriting && this.#waiting.length === 0;
  }

  /** Writes `bytes`, which are a part of `buffer`. */
  write(bytes: Buffer, buffer: Buffer): void {
    if (this.#isBroken) {
      this.#options.release(buffer);
      return;
    }
    const done = this.#isWriting ? 0 : this.#writeNow(bytes);
    if (done === bytes.length) {
      this.#options.release(buffer);
      return;
    }
    this.#waiting.push({ bytes: bytes.subarray(done), buffer });
    if (!this.#isWriting) this.#next();
  }

  /** What the pipe takes without waiting: no other thread is needed for that. */
  #writeNow(bytes: Buffer): number {
    if (this.#quick === undefined) return 0;
    const file = this.#quick;
    // A full pipe takes nothing; what else is wrong shows when waiting for it.
    return attempt(() => writeSync(file, bytes)).count;
  }

  #next(): void {
    this.#isWriting = this.#waiting.length > 0;
    if (!this.#isWriting) return;
    const { file } = this.#options;
    const parts = this.#waiting.map(({ bytes }) => bytes);
    if (this.#isFile) {
      const written = attempt(() => writevSync(file, parts));
      this.#done(written.error, written.count);
      return;
    }
    writev(file, parts, (error, count) => this.#done(error, count));
  }

  #done(error: NodeJS.ErrnoException | null, count: number): void {
    if (error?.code === 'EAGAIN') {
      setTimeout(() => this.#next(), retryMs);
      return;
    }
    if (error) {
      this.#fail();
      return;
    }
    this.#drop(count);
    this.#next();
  }

  /** Takes what has been written from the front. */
  #drop(count: number): void {
    let left = count;
    for (
      let first = this.#waiting[0];
      first && first.bytes.length <= left;
      first = this.#waiting[0]
    ) {
      left -= first.bytes.length;
      this.#waiting.shift();
      this.#options.release(first.buffer);
    }
    const first = this.#waiting[0];
    if (first) first.bytes = first.bytes.subarray(left);
  }

  #fail(): void {
    this.#isBroken = true;
    this.#isWriting = false;
    for (const { buffer } of this.#waiting.splice(0)) this.#options.release(buffer);
    this.#options.broken();
  }
}

function attempt(action: () => number): { error: NodeJS.ErrnoException | null; count: number } {
  try {
    return { error: null, count: action() };
  } catch (error) {
    // What fs throws always is one.
    return { error: error as NodeJS.ErrnoException, count: 0 };
  }
}

function isKind(file: number, kind: 'isFile' | 'isFIFO'): boolean {
  try {
    return fstatSync(file)[kind]();
  } catch {
    return false;
  }
}

/** A descriptor of our own: whether writing waits is a property of the opened pipe, which others share with us. */
function openQuick(file: number): number | undefined {
  try {
    return openSync(`/proc/self/fd/${file}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    // No /proc, or a pipe of another user.
    return undefined;
  }
}
