// Whether somebody holds a lock of a folder, by taking it for a moment.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockFolder } from '@groundcrew/runtime/light';

/** Somebody else who only looks is done by then. */
const lookAgainMs = 10;

/** True while another process holds it, or when it cannot be had. */
export async function isLocked(folder: string, purpose: 'deliver' | 'record'): Promise<boolean> {
  if (await takes(folder, purpose)) return false;
  await sleep(lookAgainMs);
  return !(await takes(folder, purpose));
}

/** True while the recorder of this run lives. */
export const isHeld = (folder: string): Promise<boolean> => isLocked(folder, 'record');

/** True for a run that nobody delivers; that of a living `groundcrew run` is its own. */
export async function isAbandoned(spool: string, run: string): Promise<boolean> {
  const folder = join(spool, run);
  // Looking for a lock would make the folder.
  return existsSync(join(folder, 'run.json')) && !(await isLocked(folder, 'deliver'));
}

async function takes(folder: string, purpose: string): Promise<boolean> {
  const lock = await lockFolder(folder, purpose).catch(() => undefined);
  await lock?.release();
  return lock !== undefined;
}
