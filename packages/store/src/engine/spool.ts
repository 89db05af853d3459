// Bodies on their way into the engine: written to a file first, because the engine reads files and a slow sender must
// not hold one of its threads.
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exception } from './exception.ts';

/** A body on disk. */
export interface SpooledBody {
  readonly path: string;
  /** Deletes the file. */
  remove(): Promise<void>;
}

/** The folder of temporary files of one engine. */
export class Spool {
  readonly folder: string;
  readonly #maxBytes: number;
  #count = 0;

  private constructor(folder: string, maxBytes: number) {
    this.folder = folder;
    this.#maxBytes = maxBytes;
  }

  /** Empties the folder of what an earlier process left. Only the owner of the store's directory may do this. */
  static async open(folder: string, maxBytes: number): Promise<Spool> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(folder)) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
    return new Spool(folder, maxBytes);
  }

  /** A path nobody has used yet. */
  newPath(): string {
    return join(this.folder, `${this.#count++}.tmp`);
  }

  /** Writes `head` and then the stream to a file. Throws QUERY_IS_TOO_LARGE past the bound; leaves no file behind. */
  async write(head: Uint8Array, rest: Readable, signal: AbortSignal): Promise<SpooledBody> {
    const path = this.newPath();
    const remove = () => rm(path, { force: true });
    const maxBytes = this.#maxBytes;
    async function* bounded() {
      let size = head.length;
      if (size > 0) yield head;
      for await (const chunk of rest) {
        // A byte stream yields buffers.
        const bytes = chunk as Buffer;
        size += bytes.length;
        if (size > maxBytes) {
          throw exception('QUERY_IS_TOO_LARGE', `Body is larger than ${maxBytes} bytes`);
        }
        yield bytes;
      }
    }
    try {
      await pipeline(bounded, createWriteStream(path, { mode: 0o600 }), { signal });
      return { path, remove };
    } catch (error) {
      await remove();
      throw error;
    }
  }
}
