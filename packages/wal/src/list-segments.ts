// The segment files that earlier processes left.
import path from 'node:path';
import type { FileSystem } from './file-system.ts';
import { RecoveredSegment, type RecoveryContext } from './recovered-segment.ts';
import { readHeader } from './scan-segment.ts';
import { parseSegmentName, segmentName } from './segment-identity.ts';

/**
 * The segments among the names in `dir`, oldest first. Those older than the newest one with a sound header were on disk
 * whole: a segment gets a successor only then.
 */
export async function listSegments(
  context: Omit<RecoveryContext, 'names'> & { dir: string },
  names: readonly string[],
): Promise<RecoveredSegment[]> {
  const { fs, dir } = context;
  const segmentNames = names.filter((name) => parseSegmentName(name)).sort();
  const syncedCount = await countSynced(fs, dir, segmentNames);
  const shared = { ...context, names: new Set(segmentNames) };
  const segments: RecoveredSegment[] = [];
  for (const [index, name] of segmentNames.entries()) {
    const named = parseSegmentName(name);
    if (!named) continue;
    const file = path.join(dir, name);
    const sizeBytes = await fs.fileSizeBytes(file).catch(() => 0);
    const isSynced = index < syncedCount;
    segments.push(new RecoveredSegment(shared, { path: file, named, sizeBytes, isSynced }));
  }
  return segments;
}

async function countSynced(
  fs: FileSystem,
  dir: string,
  sortedNames: readonly string[],
): Promise<number> {
  for (let index = sortedNames.length - 1; index > 0; index -= 1) {
    const name = sortedNames[index] ?? '';
    const header = await readHeader(fs, path.join(dir, name)).catch(() => undefined);
    if (header && segmentName(header.identity) === name) return index;
  }
  return 0;
}
