// Collects hard links to the files of a folder that somebody else is writing to: quick, and what was linked stays,
// whatever is removed meanwhile.
import { copyFile, link, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Which members of a folder to take; the path is relative to where the walk began. */
export type Choice = (path: string) => boolean;

/**
 * Links all files below `from` to the same places below `to`; symbolic links are made again. Returns false when something
 * that was listed was gone: the folder was changed meanwhile.
 */
export async function linkTree(
  from: string,
  to: string,
  isWanted: Choice = () => true,
  prefix = '',
): Promise<boolean> {
  const entries = await listFolder(join(from, prefix));
  if (!entries) return false;
  await mkdir(join(to, prefix), { recursive: true, mode: 0o700 });
  let isWhole = true;
  for (const entry of entries) {
    const path = join(prefix, entry.name);
    if (!isWanted(path)) continue;
    const [source, target] = [join(from, path), join(to, path)];
    let isThere = true;
    if (entry.isDirectory()) isThere = await linkTree(from, to, isWanted, path);
    else if (entry.isFile()) isThere = await linkFile(source, target);
    else if (entry.isSymbolicLink()) isThere = await unlessGone(relink(source, target));
    isWhole &&= isThere;
  }
  return isWhole;
}

/** Links one file, or copies it where the file system has no links; false when it is gone. What is linked already stays. */
export async function linkFile(source: string, target: string): Promise<boolean> {
  return unlessGone(
    link(source, target).catch((error: unknown) => {
      if (codeOf(error) === 'EEXIST') return;
      if (!noLinks.has(codeOf(error))) throw error;
      return copyFile(source, target);
    }),
  );
}

/** The members of a folder; undefined when it is gone. */
export async function listFolder(path: string) {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Another file system, one without hard links, another owner's file, or as many links as a file may have. */
const noLinks = new Set(['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

async function relink(source: string, target: string): Promise<void> {
  const points = await readlink(source);
  await symlink(points, target).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
}

async function unlessGone(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** The code of a system call's error; "" for others. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
