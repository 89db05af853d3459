// Whether somebody holds a lock of a folder, by taking it for a moment.
import { existsSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FolderLock, lockFolder } from '@groundcrew/runtime/light';

/** Somebody else who only looks is done by then. */
const lookAgainMs = 10;

/** The lock; undefined when another process holds it, or when it cannot be had. */
export const tryLock = (
  folder: string,
  purpose: 'deliver' | 'record',
): Promise<FolderLock | undefined> => lockFolder(folder, purpose).catch(() => undefined);

/** True while another process holds it, or when it cannot be had. */
export async function isLocked(folder: string, purpose: 'deliver' | 'record'): Promise<boolean> {
  if (await takes(folder, purpose)) return false;
  await sleep(lookAgainMs);
  return !(await takes(folder, purpose));
}

/** True while the recorder of this run lives. */
export async function isHeld(folder: string): Promise<boolean> {
  const isLive = await isLocked(folder, 'record');
  removeIfEmpty(folder);
  return isLive;
}

/** True for a run that nobody delivers; that of a living `groundcrew run` is its own. */
export async function isAbandoned(spool: string, run: string): Promise<boolean> {
  const folder = join(spool, run);
  if (!existsSync(join(folder, 'run.json'))) return false;
  const isTaken = await isLocked(folder, 'deliver');
  removeIfEmpty(folder);
  return !isTaken;
}

/** Taking a lock makes the folder: of a run that was delivered and removed at that moment nothing must come back. */
export function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Something is in it.
  }
}

async function takes(folder: string, purpose: 'deliver' | 'record'): Promise<boolean> {
  const lock = await tryLock(folder, purpose);
  await lock?.release();
  return lock !== undefined;
}
