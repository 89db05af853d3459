// Links the store's parts while it goes on inserting and merging. A part is a folder whose files never change; it comes
// by a rename and goes by a rename. When one goes before it was linked, what it was merged into is there already, so
// looking again finds the same rows elsewhere.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GroundcrewError } from '@groundcrew/runtime';
import { linkTree, listFolder } from './link-tree.ts';

/** Each round halves what is left to find at the worst; so many are a broken disk or a bug. */
const roundsMax = 1000;

/** The folder of parts below the store's folder: `store/<three digits>/<uuid>/<part>`. */
export const tablesFolder = 'store';

/** Links every part of every table below `from/store` to below `to/store`. */
export async function linkParts(from: string, to: string): Promise<void> {
  for (let round = 0; round < roundsMax; round++) {
    if (await linkAllTables(from, to)) return;
  }
  throw new GroundcrewError(
    'backup-failed',
    'cannot back up the store: its parts went away faster than they could be linked',
    { hint: 'try again when less is taken in' },
  );
}

/** One round; false when a part was gone. */
async function linkAllTables(from: string, to: string): Promise<boolean> {
  let isWhole = true;
  for (const group of await foldersIn(join(from, tablesFolder))) {
    for (const table of await foldersIn(join(from, tablesFolder, group))) {
      const path = join(tablesFolder, group, table);
      isWhole = (await linkTable(join(from, path), join(to, path))) && isWhole;
    }
  }
  return isWhole;
}

async function linkTable(from: string, to: string): Promise<boolean> {
  const linked = new Set(await foldersIn(to));
  let isWhole = true;
  for (const part of await foldersIn(from)) {
    if (!isPart(part) || linked.has(part)) continue;
    if (await linkTree(join(from, part), join(to, part))) continue;
    // Half a part is none.
    await rm(join(to, part), { recursive: true, force: true });
    isWhole = false;
  }
  return isWhole;
}

/** `<partition>_<first block>_<last block>_<level>`, with `_<mutation>` after a mutation. Not `tmp_…`, not `delete_tmp_…`. */
export const isPart = (name: string): boolean =>
  /^[0-9a-z-]+_\d+_\d+_\d+(_\d+)?$/.test(name) && !/^(tmp|delete)/.test(name);

async function foldersIn(path: string): Promise<string[]> {
  const entries = await listFolder(path);
  return (entries ?? []).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
