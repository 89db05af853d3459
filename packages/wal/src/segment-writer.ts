// The open segment: a file that grows by commits, each written and synced as a whole.
//
// After an error a segment takes no further commit. A failed fdatasync is not repeated: Linux may have dropped the
// pages and marked them clean, so a second one would succeed without the bytes being on disk (fsyncgate). What earlier
// commits wrote was synced by them and stays; the rest was acknowledged to nobody and is cut off, for good, before the
// log goes on with a new segment. From this follows the rule that start-up relies on: when a segment has a successor,
// all its bytes were on disk and acknowledged.
import path from 'node:path';
import { type FileSystem, type OpenFile, removeFile } from './file-system.ts';
import { type EncodedRow, saltRow } from './row.ts';
import { headerRow, saltOf, type SegmentIdentity, segmentName } from './segment-identity.ts';

/** A segment being written. */
export class SegmentWriter {
  readonly identity: SegmentIdentity;
  readonly path: string;
  /** Bytes on disk, of finished commits only. */
  sizeBytes = 0;
  rows = 0;
  runRows = 0;
  /** When the first entry was received. */
  oldestNs: bigint | undefined;
  readonly #fs: FileSystem;
  readonly #file: OpenFile;
  readonly #salt: number;

  private constructor(fs: FileSystem, file: OpenFile, filePath: string, identity: SegmentIdentity) {
    this.#fs = fs;
    this.#file = file;
    this.path = filePath;
    this.identity = identity;
    this.#salt = saltOf(identity);
  }

  /** Makes the file. Its name is on disk after the first commit. */
  static async create(
    fs: FileSystem,
    dir: string,
    identity: SegmentIdentity,
  ): Promise<SegmentWriter> {
    const file = path.join(dir, segmentName(identity));
    return new SegmentWriter(fs, await fs.open(file, 'create'), file, identity);
  }

  /** Puts rows on disk. Rejects when that is not sure; then only {@link abandon} may follow. */
  async commit(rows: readonly EncodedRow[], receivedNs: bigint): Promise<void> {
    const isFirst = this.sizeBytes === 0;
    const buffers = isFirst ? [headerRow(this.identity, receivedNs).head] : [];
    for (const row of rows) {
      saltRow(row, this.#salt);
      buffers.push(row.head);
      if (row.body.length > 0) buffers.push(row.body);
    }
    await this.#file.writev(buffers, this.sizeBytes);
    await this.#file.fdatasync();
    if (isFirst) await this.#fs.fsyncDirectory(path.dirname(this.path));
    for (const buffer of buffers) this.sizeBytes += buffer.length;
    this.oldestNs ??= receivedNs;
  }

  /**
   * After a failed commit: cuts off what was not acknowledged, durably; can be repeated until it succeeds. The fsync here
   * is for the new size only, no data depends on it.
   */
  async abandon(): Promise<void> {
    await this.#file.truncate(this.sizeBytes);
    await this.#file.fsync();
    if (this.sizeBytes > 0) return;
    // Should the name come back after a power loss, the file is empty.
    await removeFile(this.#fs, this.path);
    await this.#fs.fsyncDirectory(path.dirname(this.path));
  }

  /** Closes the file; everything kept is on disk already. */
  close(): Promise<void> {
    return this.#file.close();
  }
}
