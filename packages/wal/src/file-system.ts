// The few operations on files that the log needs, so that tests can put a model of a disk under it.

/** What to open a file for. `create` fails with EEXIST when there is one; `write` makes one when there is none. */
export type OpenMode = 'read' | 'write' | 'create';

/** An open file. Offsets are explicit; one operation at a time. */
export interface OpenFile {
  /** Writes all buffers one after the other at `position`, or rejects; some bytes may then be written. */
  writev(buffers: readonly Buffer[], position: number): Promise<void>;
  /** Reads up to `target.length` bytes; returns how many, fewer only at the end of the file. */
  read(target: Buffer, position: number): Promise<number>;
  truncate(sizeBytes: number): Promise<void>;
  /** Puts the bytes, and the size needed to read them, on disk. */
  fdatasync(): Promise<void>;
  /** Puts bytes and all metadata on disk. */
  fsync(): Promise<void>;
  sizeBytes(): Promise<number>;
  close(): Promise<void>;
}

/** A file system. Errors carry the operating system's `code` (ENOSPC, EIO, ENOENT, …). */
export interface FileSystem {
  /** New files have mode 0600. */
  open(path: string, mode: OpenMode): Promise<OpenFile>;
  /** Makes a folder of mode 0700 and those above it, durably; does nothing when it is there. */
  makeDirectory(path: string): Promise<void>;
  /** Puts the names in a folder on disk. */
  fsyncDirectory(path: string): Promise<void>;
  /** Names in a folder, in no order. */
  readdir(path: string): Promise<string[]>;
  fileSizeBytes(path: string): Promise<number>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
}

/** The operating system's error code of an error, or "". */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** Removes a file; it may be gone already. */
export async function removeFile(fs: FileSystem, path: string): Promise<void> {
  try {
    await fs.unlink(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
