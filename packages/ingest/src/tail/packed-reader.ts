// Reads a compressed file as if it were plain. Going forward costs what is read; going back starts anew.
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { Packing } from './followed.ts';

/** One compressed file. One call at a time. */
export class PackedReader {
  readonly #path: string;
  readonly #packing: Packing;
  #stream: Readable | undefined;
  #chunks: AsyncIterator<Buffer> | undefined;
  /** Unpacked bytes from `#start` on. */
  #window = Buffer.alloc(0);
  #start = 0;
  #isAtEnd = false;

  constructor(path: string, packing: Packing) {
    this.#path = path;
    this.#packing = packing;
  }

  /** Up to `length` bytes from `position`; fewer only at the end. Rejects when the file is damaged there. */
  async read(position: number, length: number): Promise<Buffer> {
    if (!this.#chunks || position < this.#start) this.#open();
    while (this.#start + this.#window.length < position + length && !this.#isAtEnd) {
      const next = await this.#chunks?.next();
      if (!next || next.done === true) {
        this.#isAtEnd = true;
        break;
      }
      this.#window = Buffer.concat([this.#window, next.value]);
      this.#forget(position);
    }
    this.#forget(position);
    const at = position - this.#start;
    return this.#window.subarray(at, at + length);
  }

  close(): void {
    this.#stream?.destroy();
    this.#stream = undefined;
    this.#chunks = undefined;
  }

  #open(): void {
    this.close();
    const unpack = this.#packing === 'gzip' ? createGunzip() : createZstdDecompress();
    const stream = pipeline(createReadStream(this.#path), unpack, () => {
      // Both ends of a failure come out of the iterator.
    });
    this.#stream = stream;
    // A Readable of bytes without an encoding yields buffers.
    this.#chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    this.#window = Buffer.alloc(0);
    this.#start = 0;
    this.#isAtEnd = false;
  }

  #forget(position: number): void {
    const count = Math.min(position - this.#start, this.#window.length);
    if (count <= 0) return;
    this.#window = this.#window.subarray(count);
    this.#start += count;
  }
}
