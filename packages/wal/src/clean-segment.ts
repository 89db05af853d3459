// Makes a segment found at start-up fit to be delivered: without damage, and on disk. The steps can stop anywhere and
// be done again.
import path from 'node:path';
import type { Clock } from '@groundcrew/runtime';
import { type FileSystem, type OpenFile, removeFile } from './file-system.ts';
import { FileWindow } from './file-window.ts';
import type { SegmentScan } from './scan-segment.ts';
import { headerRow } from './segment-identity.ts';

const copyBytes = 1024 * 1024;
/** The end of names of files that are not finished; start-up removes them. */
export const temporarySuffix = '.tmp';

/** What to clean and how. */
export interface CleanOptions {
  fs: FileSystem;
  clock: Clock;
  path: string;
  /** Its bytes are known to be on disk. */
  isSynced: boolean;
}

/**
 * Cleans a segment and returns its size, 0 when nothing was left and it was removed. After a failure scan it again.
 *
 * After `kill -9` bytes can be readable that were never synced. They are delivered and their keys count as known, so
 * they must be on disk first. An fsync of the same file does not prove that: should one have failed in the life before,
 * the kernel has forgotten what it did not write. So the bytes go into a new file.
 */
export async function cleanSegment(options: CleanOptions, scan: SegmentScan): Promise<number> {
  if (scan.kept.length === 0) {
    await removeSegment(options);
    return 0;
  }
  const isClean = options.isSynced && scan.dropped.length === 0 && scan.hasHeader;
  return isClean ? scan.sizeBytes : rewrite(options, scan);
}

async function removeSegment({ fs, path: file, isSynced }: CleanOptions): Promise<void> {
  // Should the name of unsynced bytes come back after a power loss, the file is empty.
  if (!isSynced) await empty(fs, file);
  await removeFile(fs, file);
  await fs.fsyncDirectory(path.dirname(file));
}

async function empty(fs: FileSystem, file: string): Promise<void> {
  const open = await fs.open(file, 'write');
  try {
    await open.truncate(0);
    await open.fsync();
  } finally {
    await open.close();
  }
}

/** Writes what is kept to a new file and puts it in the place of the old one. */
async function rewrite(
  { fs, clock, path: file }: CleanOptions,
  scan: SegmentScan,
): Promise<number> {
  const temporary = `${file}${temporarySuffix}`;
  await fs.unlink(temporary).catch(() => {});
  const from = await fs.open(file, 'read');
  let to: OpenFile | undefined;
  let offset: number;
  try {
    to = await fs.open(temporary, 'create');
    const header = headerRow(scan.identity, clock.nowNs(), true).head;
    await to.writev([header], 0);
    offset = header.length;
    const window = new FileWindow(from, await from.sizeBytes());
    for (const range of scan.kept) {
      for (let start = range.start; start < range.end; start += copyBytes) {
        const length = Math.min(copyBytes, range.end - start);
        await to.writev([(await window.view(start, length)).subarray(0, length)], offset);
        offset += length;
      }
    }
    await to.fsync();
  } finally {
    await from.close();
    await to?.close();
  }
  await fs.rename(temporary, file);
  await fs.fsyncDirectory(path.dirname(file));
  return offset;
}
