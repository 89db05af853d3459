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
  /**
   * Its bytes are known to be on disk. After `kill -9` bytes can be readable that were never synced; they are delivered
   * and their keys count as known, so they must be on disk first.
   */
  isSynced: boolean;
  /** An earlier attempt failed: another fsync of the same file would prove nothing, a new file does. */
  isRetry: boolean;
}

/** Cleans a segment and returns its size, 0 when nothing was left and it was removed. After a failure scan again. */
export async function cleanSegment(
  options: CleanOptions,
  scan: SegmentScan,
): Promise<number> {
  const { fs } = options;
  const directory = path.dirname(options.path);
  if (scan.kept.length === 0) {
    // Should the name come back after a power loss, the file is empty.
    if (scan.sizeBytes > 0) await cut(fs, options.path, 0);
    await removeFile(fs, options.path);
    await fs.fsyncDirectory(directory);
    return 0;
  }
  const firstDropped = scan.dropped[0]?.start ?? scan.sizeBytes;
  const isPrefix = scan.kept.every((range) => range.end <= firstDropped);
  if (options.isSynced && scan.dropped.length === 0 && scan.hasHeader && !options.isRetry) {
    return scan.sizeBytes;
  }
  const mustRewrite = !scan.hasHeader || !isPrefix || scan.hasPartialAppend || options.isRetry;
  if (mustRewrite) return rewrite(options, scan);
  await cut(fs, options.path, firstDropped);
  await fs.fsyncDirectory(directory);
  return firstDropped;
}

async function cut(fs: FileSystem, file: string, sizeBytes: number): Promise<void> {
  const open = await fs.open(file, 'write');
  try {
    if ((await open.sizeBytes()) > sizeBytes) await open.truncate(sizeBytes);
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
