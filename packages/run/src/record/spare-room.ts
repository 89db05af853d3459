// A little disk space held from the beginning of a run, so that on a full disk its end and what was lost can still be written.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Enough for `run.json`, the last entries and what a file system adds. */
const spareBytes = 128 * 1024;

/** The file `spare` in a run's folder. */
export class SpareRoom {
  readonly #path: string;

  constructor(folder: string) {
    this.#path = join(folder, 'spare');
  }

  /** Takes the space, if there is any. */
  take(): void {
    try {
      writeFileSync(this.#path, Buffer.alloc(spareBytes), { mode: 0o600 });
    } catch {
      // The disk is full already.
    }
  }

  /** Gives it back, for what is written next. */
  give(): void {
    try {
      rmSync(this.#path, { force: true });
    } catch {
      // Then there is no room to be had.
    }
  }
}
