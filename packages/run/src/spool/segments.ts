// The files of a run's journal: `journal-000001`, `journal-000002`, … in the run's folder.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A file is closed at this size; delivered files are removed whole. */
export const segmentBytesMax = 8 << 20;

const pattern = /^journal-(\d{6,9})$/;

/** The path of a segment. */
export function segmentPath(folder: string, number: number): string {
  return join(folder, `journal-${String(number).padStart(6, '0')}`);
}

/** The numbers of the segments in a folder, in order; none when it cannot be read. */
export function segmentNumbers(folder: string): number[] {
  return namesIn(folder)
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** Bytes of all files in the folders below `spool`. */
export function spoolSizeBytes(spool: string): number {
  let sum = 0;
  for (const run of namesIn(spool)) {
    for (const name of namesIn(join(spool, run))) sum += sizeOf(join(spool, run, name));
  }
  return sum;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    // Delivered and removed meanwhile.
    return 0;
  }
}
