// The data folder: made private, and held by one server at a time.
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type FolderLock, GroundcrewError, lockFolder, type Log, quote } from '@groundcrew/runtime';
import { unfinishedRestoreName } from '../backup/layout.ts';

/** Makes the folder if need be and takes it. Throws `data-folder`, `restore-unfinished` or `folder-locked`. */
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
  const lock = await lockFolder(path, 'server');
  try {
    await refuseHalfRestored(path);
    return lock;
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function refuseHalfRestored(path: string): Promise<void> {
  const isHalf = await stat(join(path, unfinishedRestoreName)).then(
    () => true,
    () => false,
  );
  if (!isHalf) return;
  throw new GroundcrewError(
    'restore-unfinished',
    `cannot use ${quote(path, 200)}: a restore did not finish there`,
    { hint: 'remove the folder and run "groundcrew restore" again' },
  );
}
