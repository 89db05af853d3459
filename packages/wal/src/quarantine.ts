// Where bytes go that were taken out of the log: for people to look at, never read again by the program. Best effort:
// neither start-up nor delivery waits for it. Bounded: past the bound, bytes are dropped with a word in the log.
import path from 'node:path';
import type { Clock, Log } from '@groundcrew/runtime';
import { errorCode, type FileSystem, type OpenFile } from './file-system.ts';
import { FileWindow } from './file-window.ts';
import type { ByteRange } from './scan-segment.ts';

const quarantineBytesMax = 256 * 1024 * 1024;
const chunkBytes = 256 * 1024;

/** The folder of the log that holds what was taken out. */
export class Quarantine {
  readonly #fs: FileSystem;
  readonly #dir: string;
  readonly #clock: Clock;
  readonly #log: Log;

  constructor(options: { fs: FileSystem; dir: string; clock: Clock; log: Log }) {
    this.#fs = options.fs;
    this.#dir = path.join(options.dir, 'quarantine');
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /** Copies ranges of a file; blocks of zeros are not worth keeping. */
  async keepRanges(source: string, ranges: readonly ByteRange[]): Promise<void> {
    try {
      await this.#copy(source, ranges);
    } catch (error) {
      this.#log.error({ source, error: String(error) }, 'cannot keep damaged bytes of the log');
    }
  }

  /** Moves a whole file out of the log. True when it is gone from there. */
  async keepFile(source: string): Promise<boolean> {
    try {
      await this.#fs.makeDirectory(this.#dir);
      await this.#fs.rename(source, this.#target(source));
      await this.#fs.fsyncDirectory(this.#dir);
      await this.#fs.fsyncDirectory(path.dirname(source));
      return true;
    } catch (error) {
      this.#log.error({ source, error: String(error) }, 'cannot move a file out of the log');
      return errorCode(error) === 'ENOENT';
    }
  }

  async #copy(source: string, ranges: readonly ByteRange[]): Promise<void> {
    const from = await this.#fs.open(source, 'read');
    let to: OpenFile | undefined;
    try {
      const window = new FileWindow(from, await from.sizeBytes());
      let free: number | undefined;
      let offset = 0;
      for (const range of ranges) {
        for (let start = range.start; start < range.end; start += chunkBytes) {
          const length = Math.min(chunkBytes, range.end - start);
          const bytes = (await window.view(start, length)).subarray(0, length);
          if (isZero(bytes)) continue;
          free ??= await this.#freeBytes();
          if (offset + length > free) throw new Error('the quarantine has reached its bound');
          to ??= await this.#fs.open(this.#target(source), 'write');
          await to.writev([bytes], offset);
          offset += length;
        }
      }
      await to?.fsync();
      if (to) await this.#fs.fsyncDirectory(this.#dir);
    } finally {
      await from.close();
      await to?.close();
    }
  }

  /** Makes the folder when needed and says how much more it may hold. */
  async #freeBytes(): Promise<number> {
    await this.#fs.makeDirectory(this.#dir);
    let free = quarantineBytesMax;
    for (const name of await this.#fs.readdir(this.#dir)) {
      free -= await this.#fs.fileSizeBytes(path.join(this.#dir, name));
    }
    return free;
  }

  #target(source: string): string {
    return path.join(this.#dir, `${path.basename(source)}.${this.#clock.nowNs()}`);
  }
}

const isZero = (bytes: Buffer) => bytes[0] === 0 && bytes.subarray(1).equals(bytes.subarray(0, -1));
