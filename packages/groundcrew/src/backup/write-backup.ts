// Takes a backup: a moment of the data folder, copied to another place and on disk there before it has its name.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readlink, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type Clock, GroundcrewError, lockFolder, quote, syncPath } from '@groundcrew/runtime';
import { copyDurably, writeDurably } from './copy-file.ts';
import { dataFolderName, manifestFileName, stageName, sumsFileName } from './layout.ts';
import { codeOf } from './link-tree.ts';
import { backupFormat, isLinkOfStore, type Manifest } from './manifest.ts';
import { sideBySide } from './side-by-side.ts';
import { takeSnapshot } from './snapshot.ts';
import { type SummedFile, writeSums } from './sums.ts';

/** What a backup needs. */
export interface BackupOptions {
  data: string;
  /** The folder to make. */
  to: string;
  clock: Clock;
  /** Of the program, for the description. */
  version: string;
}

/** Makes a backup, whether a server uses the folder or not. Throws what the user can do something about. */
export async function writeBackup({ data, to, clock, version }: BackupOptions): Promise<Manifest> {
  const folder = resolve(data);
  const target = resolve(to);
  await checkFolders(folder, target);
  const lock = await lockFolder(folder, 'backup');
  const stage = join(folder, stageName);
  const unfinished = join(dirname(target), `.${basename(target)}.unfinished`);
  try {
    // Of an earlier backup that was killed.
    await rm(stage, { recursive: true, force: true });
    await rm(unfinished, { recursive: true, force: true });
    const startedAt = timeText(clock.nowNs());
    const snapshot = await takeSnapshot(folder, stage);
    await mkdir(unfinished, { recursive: true, mode: 0o700 });
    const copied = await copyTree(stage, join(unfinished, dataFolderName));
    const sums = writeSums(copied.files);
    const manifest: Manifest = {
      format: backupFormat,
      program: version,
      startedAt,
      ...snapshot,
      files: copied.files.length,
      sizeBytes: copied.sizeBytes,
      sumsSha256: createHash('sha256').update(sums).digest('hex'),
      links: copied.links,
    };
    await writeDurably(join(unfinished, sumsFileName), sums);
    await writeDurably(
      join(unfinished, manifestFileName),
      `${JSON.stringify(manifest, undefined, 2)}\n`,
    );
    await syncPath(unfinished);
    await rename(unfinished, target);
    await syncPath(dirname(target));
    return manifest;
  } finally {
    await rm(stage, { recursive: true, force: true });
    await rm(unfinished, { recursive: true, force: true });
    await lock.release();
  }
}

async function checkFolders(data: string, target: string): Promise<void> {
  if (`${target}/`.startsWith(`${data}/`)) {
    throw new GroundcrewError('usage', 'cannot back up a data folder into itself', {
      hint: 'name a folder elsewhere, best on another disk',
    });
  }
  if (await isThere(target)) {
    throw new GroundcrewError('usage', `cannot back up to ${quote(target, 200)}: it exists`, {
      hint: 'name a new folder, such as one with the date',
    });
  }
  if (await isThere(join(data, 'log'))) return;
  throw new GroundcrewError('usage', `cannot back up ${quote(data, 200)}: it is no data folder`, {
    hint: "name the server's data folder with --data",
  });
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return false;
    throw error;
  }
}

interface CopiedTree {
  files: SummedFile[];
  sizeBytes: number;
  links: Record<string, string>;
}

/** Copies all of it; links of the store are not copied but told. */
async function copyTree(from: string, to: string): Promise<CopiedTree> {
  const copied: CopiedTree = { files: [], sizeBytes: 0, links: {} };
  const [folders, paths] = [[''], new Array<string>()];
  for (const folder of folders) {
    await mkdir(join(to, folder), { recursive: true, mode: 0o700 });
    for (const entry of await readdir(join(from, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) paths.push(path);
      else if (entry.isSymbolicLink()) copied.links[path] = await linkOfStore(join(from, path));
    }
  }
  await sideBySide(paths, async (path) => {
    const { sha256, sizeBytes } = await copyDurably(join(from, path), join(to, path));
    copied.files.push({ path: `${dataFolderName}/${path}`, sha256 });
    copied.sizeBytes += sizeBytes;
  });
  await sideBySide(folders, (folder) => syncPath(join(to, folder)));
  return copied;
}

async function linkOfStore(path: string): Promise<string> {
  const target = await readlink(path);
  if (isLinkOfStore(target)) return target;
  throw new GroundcrewError(
    'backup-failed',
    `cannot back up the symbolic link ${quote(path, 200)}: it leads out of the data folder`,
    { hint: 'put the folder itself there, or mount it' },
  );
}

/** RFC 3339 with nanoseconds. */
function timeText(ns: bigint): string {
  const seconds = new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(ns % 1_000_000_000n).padStart(9, '0')}Z`;
}
