// The descriptors of followed files: at most so many are open at a time, the ones used last. An open one keeps a deleted
// file readable.
import type { BigIntStats } from 'node:fs';
import { open, type FileHandle, stat } from 'node:fs/promises';

/** Where a file lies: the identity that rotation by rename keeps. */
export const placeOf = ({ dev, ino }: BigIntStats) => `${dev}:${ino}`;

/** What is asked about a file. */
export interface FileState {
  place: string;
  size: number;
  mtimeMs: number;
  /** No name leads to it any more. */
  isUnlinked: boolean;
  isFile: boolean;
}

const stateOf = (stats: BigIntStats): FileState => ({
  place: placeOf(stats),
  size: Number(stats.size),
  mtimeMs: Number(stats.mtimeMs),
  isUnlinked: stats.nlink === 0n,
  isFile: stats.isFile(),
});

/** The state of the file a path leads to; symbolic links are followed. */
export const statPath = async (path: string) => stateOf(await stat(path, { bigint: true }));

/** Open descriptors by the id of their content. */
export class OpenFiles {
  readonly #countMax: number;
  readonly #handles = new Map<string, FileHandle>();

  constructor(countMax: number) {
    this.#countMax = countMax;
  }

  get count(): number {
    return this.#handles.size;
  }

  has(id: string): boolean {
    return this.#handles.has(id);
  }

  /** The open file of this content; undefined when another file is at the path by now. */
  async get(id: string, path: string, place: string): Promise<FileHandle | undefined> {
    const known = this.#handles.get(id);
    if (known) {
      this.#handles.delete(id);
      this.#handles.set(id, known);
      return known;
    }
    const handle = await open(path, 'r');
    try {
      if ((await this.state(handle)).place !== place) {
        await handle.close();
        return undefined;
      }
    } catch (error) {
      await handle.close();
      throw error;
    }
    await this.#makeRoom();
    this.#handles.set(id, handle);
    return handle;
  }

  async state(handle: FileHandle): Promise<FileState> {
    return stateOf(await handle.stat({ bigint: true }));
  }

  /** The state of an open file; undefined when it is not open. */
  async stateOf(id: string): Promise<FileState | undefined> {
    const handle = this.#handles.get(id);
    return handle && this.state(handle);
  }

  /** Bytes of an open file; none when it is not open. */
  async bytes(id: string, position: number, length: number): Promise<Buffer> {
    const handle = this.#handles.get(id);
    return handle ? readAt(handle, position, length) : Buffer.alloc(0);
  }

  async close(id: string): Promise<void> {
    const handle = this.#handles.get(id);
    this.#handles.delete(id);
    await handle?.close();
  }

  async closeAll(): Promise<void> {
    for (const id of this.#handles.keys()) await this.close(id);
  }

  async #makeRoom(): Promise<void> {
    for (const id of this.#handles.keys()) {
      if (this.#handles.size < this.#countMax) return;
      await this.close(id);
    }
  }
}

/** Reads at a position until `length` bytes or the end. */
export async function readAt(
  handle: FileHandle,
  position: number,
  length: number,
): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
