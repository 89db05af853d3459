// The compressed files that are being read, each checked to be what it is taken for.
import { type FollowedFile, hasHead, headBytesMax } from './followed.ts';
import { PackedReader } from './packed-reader.ts';

/** Open readers by the id of their content. */
export class PackedFiles {
  readonly #readers = new Map<string, PackedReader>();

  /** The reader of this content; undefined when another one is at its path by now. Rejects when it is damaged. */
  async get(file: FollowedFile): Promise<PackedReader | undefined> {
    const known = this.#readers.get(file.id);
    if (known) return known;
    const reader = new PackedReader(file.path, file.packing);
    this.#readers.set(file.id, reader);
    if (hasHead(file, await reader.read(0, headBytesMax))) return reader;
    this.close(file.id);
    return undefined;
  }

  close(id: string): void {
    this.#readers.get(id)?.close();
    this.#readers.delete(id);
  }

  closeAll(): void {
    for (const id of this.#readers.keys()) this.close(id);
  }
}
