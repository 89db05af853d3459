// Reads a compressed file as if it were plain. Going forward costs what is read; going back starts anew.
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { Packing } from './followed.ts';
import { placeOf } from './open-files.ts';

/** One compressed file. One call at a time. */
export class PackedReader {
  readonly #path: string;
  readonly #packing: Packing;
  readonly #place: string | undefined;
  #stream: Readable | undefined;
  #chunks: AsyncIterator<Buffer> | undefined;
  /** Unpacked bytes from `#start` on. */
  #window = Buffer.alloc(0);
  #start = 0;
  #isAtEnd = false;

  /** With a place, only the file that lies there is read: names move on while rotation goes on. */
  constructor(path: string, packing: Packing, place?: string) {
    this.#path = path;
    this.#packing = packing;
    this.#place = place;
  }

  /** Up to `length` bytes from `position`; fewer only at the end. Rejects when the file is damaged there, or gone. */
  async read(position: number, length: number): Promise<Buffer> {
    if (!this.#chunks || position < this.#start) await this.#open();
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

  async #open(): Promise<void> {
    this.close();
    const handle = await open(this.#path, 'r');
    try {
      await this.#check(handle);
    } catch (error) {
      await handle.close();
      throw error;
    }
    const unpack = this.#packing === 'gzip' ? createGunzip() : createZstdDecompress();
    const stream = pipeline(handle.createReadStream(), unpack, () => {
      // Both ends of a failure come out of the iterator.
    });
    this.#stream = stream;
    // A Readable of bytes without an encoding yields buffers.
    this.#chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    this.#window = Buffer.alloc(0);
    this.#start = 0;
    this.#isAtEnd = false;
  }

  async #check(handle: FileHandle): Promise<void> {
    if (this.#place === undefined) return;
    if (placeOf(await handle.stat({ bigint: true })) !== this.#place)
      throw new Error('another file has this name by now');
  }

  #forget(position: number): void {
    const count = Math.min(position - this.#start, this.#window.length);
    if (count <= 0) return;
    this.#window = this.#window.subarray(count);
    this.#start += count;
  }
}
