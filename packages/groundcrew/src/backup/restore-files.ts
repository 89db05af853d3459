// Puts the files of a backup back, each checked while it is copied, and all of them on disk before it says so.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GroundcrewError, quote, syncPath } from '@groundcrew/runtime';
import { copyDurably, writeDurably } from './copy-file.ts';
import { dataFolderName, sumsFileName, unfinishedRestoreName } from './layout.ts';
import { codeOf } from './link-tree.ts';
import type { Manifest } from './manifest.ts';
import { sideBySide } from './side-by-side.ts';
import { damaged, readSums, type SummedFile } from './sums.ts';

/** The files of the backup in `folder`. Throws `backup-damaged` when the list is not the one that was written. */
export async function listBackup(folder: string, manifest: Manifest): Promise<SummedFile[]> {
  const text = await readFile(join(folder, sumsFileName), 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') throw damaged(`there is no ${sumsFileName} in it`);
    throw error;
  });
  const sha256 = createHash('sha256').update(text).digest('hex');
  if (sha256 !== manifest.sumsSha256) throw damaged('its list of files was changed');
  const files = readSums(text);
  const isOutside = files.find(({ path }) => !path.startsWith(`${dataFolderName}/`));
  if (isOutside) throw damaged(`its list of files has ${quote(isOutside.path, 120)}`);
  return files;
}

/** Throws `usage` unless the folder is absent or empty. What a file system puts into its root does not count. */
export async function checkEmpty(data: string): Promise<void> {
  const names = await readdir(data).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  const own = names.filter((name) => name !== 'lost+found');
  if (own.length === 0) return;
  const isHalf = own.includes(unfinishedRestoreName);
  throw new GroundcrewError(
    'usage',
    `cannot restore into ${quote(data, 200)}: ${isHalf ? 'an earlier restore did not finish there' : 'it is not empty'}`,
    { hint: isHalf ? 'remove the folder first' : 'name an empty or a new folder with --data' },
  );
}

/** Marks the folder so that no server starts in it. */
export async function beginRestore(data: string): Promise<void> {
  await writeDurably(
    join(data, unfinishedRestoreName),
    'A restore began here and did not finish. Remove this folder and restore again.\n',
  );
  await syncPath(data);
}

/** All is there and on disk. */
export async function endRestore(data: string): Promise<void> {
  await rm(join(data, unfinishedRestoreName));
  await syncPath(data);
}

/** Copies the listed files into `data`, checks each, and makes the store's links. Throws `backup-damaged`. */
export async function restoreFiles(
  folder: string,
  data: string,
  { files, links }: { files: readonly SummedFile[]; links: Manifest['links'] },
): Promise<void> {
  const placed = files.map((file) => ({ ...file, to: file.path.slice(dataFolderName.length + 1) }));
  const linked = Object.entries(links);
  const folders = foldersOf([...placed.map(({ to }) => to), ...linked.map(([path]) => path)]);
  for (const each of folders) await mkdir(join(data, each), { recursive: true, mode: 0o700 });
  await sideBySide(placed, async ({ path, sha256, to }) => {
    const copied = await copyDurably(join(folder, path), join(data, to)).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') throw damaged(`the file ${quote(path, 200)} is missing`);
      throw error;
    });
    if (copied.sha256 !== sha256) throw damaged(`the file ${quote(path, 200)} was changed`);
  });
  for (const [path, target] of linked) await symlink(target, join(data, path));
  await sideBySide(folders, (each) => syncPath(join(data, each)));
}

/** All folders on the way to these paths, parents first. */
function foldersOf(paths: readonly string[]): string[] {
  const folders = new Set<string>(['.']);
  const add = (folder: string) => {
    if (folders.has(folder)) return;
    add(dirname(folder));
    folders.add(folder);
  };
  for (const path of paths) add(dirname(path));
  return [...folders];
}
