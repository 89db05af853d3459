// The file `run.json` in a run's folder: the newest version of the run's record, and where it goes.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '@groundcrew/model';

/** What is in `run.json`. */
export interface RunFile {
  record: RunRecord;
  /** Where it is delivered to. */
  url: string;
  /** Bytes of the loss are not in the record. */
  lostBytes: number;
  lostReason: string;
}

/** Writes `run.json` so that a reader sees the old one or the new one. False when the disk refuses. */
export function writeRunFile(folder: string, file: RunFile): boolean {
  const path = join(folder, 'run.json');
  try {
    writeFileSync(`${path}.new`, JSON.stringify(file), { mode: 0o600 });
    renameSync(`${path}.new`, path);
    return true;
  } catch {
    return false;
  }
}

/** Reads it; undefined when there is none. */
export function readRunFile(folder: string): RunFile | undefined {
  try {
    // Written whole by the recorder, and only by it.
    return JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunFile;
  } catch {
    return undefined;
  }
}
