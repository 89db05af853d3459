// Hands out segment numbers that were never used before, whatever was trimmed, lost or crashed: batch numbers are how
// the delivery knows what the store has, so a number used twice would lose a segment. A small file holds the log's id
// and the first number that no process has reserved; losing that file means a new random id.
import { randomInt } from 'node:crypto';
import path from 'node:path';
import type { FileSystem } from './file-system.ts';
import { isIntegerUpTo, parseObject, type SegmentIdentity } from './segment-identity.ts';
import { temporarySuffix } from './clean-segment.ts';

/** Numbers reserved at a time: one small durable write for each so many segments. */
const blockSize = 65_536;
const fileName = 'log';
const idMax = 2 ** 24 - 1;

/** The source of segment identities of one log. */
export class SegmentNumbers {
  readonly #fs: FileSystem;
  readonly #dir: string;
  #log: number;
  #next: number;
  #reservedUpTo: number;

  private constructor(fs: FileSystem, dir: string, state: { log: number; next: number }) {
    this.#fs = fs;
    this.#dir = dir;
    this.#log = state.log;
    this.#next = state.next;
    this.#reservedUpTo = state.next;
  }

  /** Reads the file; writes nothing, so that a full disk does not stop a start. `newId` is for tests. */
  static async open(
    fs: FileSystem,
    dir: string,
    found: readonly SegmentIdentity[],
    newId: () => number = () => randomInt(idMax + 1),
  ): Promise<SegmentNumbers> {
    const state = parseState(await readSmallFile(fs, path.join(dir, fileName)));
    const log = state?.log ?? newId();
    let next = state?.next ?? 1;
    for (const { segment } of found) next = Math.max(next, segment + 1);
    return new SegmentNumbers(fs, dir, { log, next });
  }

  /** A new identity. Rejects when the reservation cannot be written. */
  async take(): Promise<SegmentIdentity> {
    if (this.#next >= this.#reservedUpTo) await this.#reserve();
    const segment = this.#next;
    this.#next += 1;
    return { log: this.#log, segment };
  }

  async #reserve(): Promise<void> {
    const reservedUpTo = this.#next + blockSize;
    const text = `${JSON.stringify({ version: 1, log: this.#log, next: reservedUpTo })}\n`;
    const target = path.join(this.#dir, fileName);
    const temporary = target + temporarySuffix;
    await this.#fs.unlink(temporary).catch(() => {});
    const file = await this.#fs.open(temporary, 'create');
    try {
      await file.writev([Buffer.from(text)], 0);
      await file.fsync();
    } finally {
      await file.close();
    }
    await this.#fs.rename(temporary, target);
    await this.#fs.fsyncDirectory(this.#dir);
    this.#reservedUpTo = reservedUpTo;
  }
}

function parseState(text: string): { log: number; next: number } | undefined {
  const members = parseObject(text);
  const log = members?.get('log');
  const next = members?.get('next');
  if (!isIntegerUpTo(log, idMax) || !isIntegerUpTo(next, 2 ** 40)) return undefined;
  return { log, next };
}

/** The start of a file as text; "" when there is none or it cannot be read. */
async function readSmallFile(fs: FileSystem, file: string): Promise<string> {
  try {
    const open = await fs.open(file, 'read');
    try {
      const bytes = Buffer.alloc(1024);
      return bytes.toString('utf8', 0, await open.read(bytes, 0));
    } finally {
      await open.close();
    }
  } catch {
    return '';
  }
}
