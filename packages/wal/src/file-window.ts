// A file seen through a buffer that moves: bounded memory whatever the file's size. A block that the disk cannot read
// reads as zeros, so that it costs the rows in it and not the file.
import type { OpenFile } from './file-system.ts';

const windowBytes = 256 * 1024;
const blockBytes = 4096;

/** Random access to a file of `sizeBytes`; views are valid until the next call. */
export class FileWindow {
  readonly sizeBytes: number;
  readonly #file: OpenFile;
  #buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;

  constructor(file: OpenFile, sizeBytes: number) {
    this.#file = file;
    this.sizeBytes = sizeBytes;
  }

  /** At least `length` bytes from `offset`; fewer only where the file ends, more when they are at hand. */
  async view(offset: number, length: number): Promise<Buffer> {
    const end = Math.min(offset + length, this.sizeBytes);
    if (offset < this.#start || end > this.#end) await this.#fill(offset, end - offset);
    return this.#buffer.subarray(offset - this.#start, this.#end - this.#start);
  }

  async #fill(offset: number, length: number): Promise<void> {
    const wanted = Math.min(Math.max(length, windowBytes), this.sizeBytes - offset);
    if (this.#buffer.length < wanted) this.#buffer = Buffer.allocUnsafeSlow(wanted);
    this.#start = offset;
    this.#end = offset + wanted;
    const target = this.#buffer.subarray(0, wanted);
    try {
      const count = await this.#file.read(target, offset);
      target.fill(0, count);
    } catch {
      await this.#fillByBlock(target, offset);
    }
  }

  async #fillByBlock(target: Buffer, offset: number): Promise<void> {
    for (let start = 0; start < target.length;) {
      const end = Math.min(target.length, start + blockBytes - ((offset + start) % blockBytes));
      const block = target.subarray(start, end);
      const count = await this.#file.read(block, offset + start).catch(() => 0);
      block.fill(0, count);
      start = end;
    }
  }
}
