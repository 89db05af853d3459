// Records of runs that a server refused for good: kept beside the runs, the newest of them, for whoever wants to know.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunRecord } from '@groundcrew/model';

const refusedMax = 100;

/** Where they are: a folder of the spool. */
export const refusedFolder = (spool: string): string => join(spool, 'refused');

/** Keeps the record of the run in `folder`; a disk that takes nothing is no reason to keep the run. */
export function putAside(folder: string, record: RunRecord, reason: string): void {
  const refused = refusedFolder(dirname(folder));
  try {
    mkdirSync(refused, { recursive: true, mode: 0o700 });
    const text = `${JSON.stringify({ reason, record })}\n`;
    writeFileSync(join(refused, `${record.run_id}.json`), text, { mode: 0o600 });
    // Ids of runs begin with their time.
    const names = readdirSync(refused).sort();
    for (const name of names.slice(0, -refusedMax)) rmSync(join(refused, name), { force: true });
  } catch {
    // The log says that the record was refused.
  }
}
