// One moment of a data folder, collected while a server works in it. The order is what makes it one: whoever promised to
// keep a line hands it on before letting go, so the parts are visited in the direction in which lines travel.
//   1. positions of sources, and tokens: a source is then read again from too early, never from too late;
//   2. the log: every line acknowledged so far is in a segment that is linked here, or was stored before;
//   3. keys and dead letters: a segment's keys move to a key file, and its refused lines aside, before the segment goes;
//   4. the store's parts, then its table definitions: a column is defined before a part has it.
// What arrives meanwhile may be in the store already; lines of the log that are there as well are recognised by their
// batch and row after the restore, as after any crash.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { engineFolderName, isOfTheMoment, logFolderName, logIdentityName } from './layout.ts';
import { isPart, linkParts } from './link-parts.ts';
import { linkFile, linkTree, listFolder } from './link-tree.ts';

/** What was found. */
export interface Snapshot {
  /** Segments of the log that the store may not have yet. */
  segments: number;
  hasStore: boolean;
}

/** Collects links to everything in `data` that a restore needs into `stage`, which must be on the same file system. */
export async function takeSnapshot(data: string, stage: string): Promise<Snapshot> {
  await mkdir(stage, { mode: 0o700 });
  const isOwnStep = (path: string) => [logFolderName, engineFolderName].includes(path);
  await linkTree(data, stage, (path) => !isOfTheMoment(path) && !isOwnStep(path));
  const segments = await linkSegments(join(data, logFolderName), join(stage, logFolderName));
  await linkTree(join(data, logFolderName), join(stage, logFolderName), isBesideSegments);
  const store = join(engineFolderName, 'store');
  const hasStore = (await listFolder(join(data, store))) !== undefined;
  if (hasStore) await linkStore(join(data, store), join(stage, store));
  return { segments, hasStore };
}

const isSegment = (name: string) => name.startsWith('segment-') && name.endsWith('.rows');

/** Also the one being written: its file is copied as far as it goes then. One that is gone was stored before it went. */
async function linkSegments(from: string, to: string): Promise<number> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  let count = 0;
  for (const { name } of (await listFolder(from)) ?? []) {
    if (isSegment(name) && (await linkFile(join(from, name), join(to, name)))) count += 1;
  }
  return count;
}

const isBesideSegments = (path: string) =>
  !isSegment(path) && path !== logIdentityName && !path.endsWith('.tmp');

async function linkStore(from: string, to: string): Promise<void> {
  await linkParts(from, to);
  await linkTree(from, to, (path) => !isElsewhere(path));
}

/** Temporary files, the store's own lock, and folders of parts, which are linked already. */
function isElsewhere(path: string): boolean {
  const [first = '', , , folder] = path.split('/');
  if (first === 'tmp' || first === 'status') return true;
  return (
    folder !== undefined && first === 'store' && (isPart(folder) || /^(tmp|delete)_/.test(folder))
  );
}
