// The data folder: made private, and held by one server at a time.
import { mkdir, stat } from 'node:fs/promises';
import { type FolderLock, GroundcrewError, lockFolder, type Log, quote } from '@groundcrew/runtime';

/** Makes the folder if need be and takes it. Throws `data-folder` or `folder-locked`. */
export async function openDataFolder(path: string, log: Log): Promise<FolderLock> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new GroundcrewError(
      'data-folder',
      `cannot make the folder ${quote(path, 200)}: ${reason}`,
      {
        hint: 'name a folder that this user may write to with --data',
        cause: error,
      },
    );
  }
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) {
    log.warn({ path }, 'other users can look into the data folder; "chmod 700" closes it');
  }
  return lockFolder(path, 'server');
}
