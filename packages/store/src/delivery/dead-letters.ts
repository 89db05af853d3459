// Rows the store refuses for good, kept on disk: one file a batch, written whole or not at all. The file is at the
// same time the list of rows the delivery leaves out, so it must be on disk before the rest of the batch goes in.
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Log, syncPath } from '@groundcrew/runtime';

/** One refused line; without `row`, a whole batch whose segment was kept beside the file. */
export interface DeadLetter {
  /** When it was refused, RFC 3339. */
  time: string;
  /** The batch's id, decimal. */
  batch: string;
  row?: number;
  /** The store's own words. */
  reason: string;
  /** The line as received; base64 in `line_base64` when it is not UTF-8. */
  line?: string;
  line_base64?: string;
  /** For a whole batch: the segment's copy, and how many rows it holds. */
  file?: string;
  rows?: number;
}

/** What the delivery leaves out of a batch. */
export type Excluded = 'all' | ReadonlySet<number>;

export interface DeadLetters {
  /** Refused rows on disk. */
  readonly rows: number;
  readonly sizeBytes: number;
  /** Newest first. */
  list(options: { limit: number }): Promise<DeadLetter[]>;
  /** What earlier attempts decided about this batch; undefined when nothing. */
  excluded(batch: bigint): Promise<Excluded | undefined>;
  /** Keeps these rows; with those of an earlier call for the same batch. On disk when it resolves. */
  add(batch: bigint, letters: readonly DeadLetter[]): Promise<void>;
  /** Keeps a whole segment. On disk when it resolves. */
  addSegment(batch: bigint, letter: DeadLetter, path: string): Promise<void>;
}

export interface DeadLetterOptions {
  folder: string;
  /** Past this the oldest files are removed, and counted. */
  sizeBytesMax: number;
  log: Log;
  onRemoved: (rows: number) => void;
}

interface LetterFile {
  name: string;
  rows: number;
  sizeBytes: number;
  writtenMs: number;
}

/** Opens the folder, creating it. One delivery owns it. */
export async function openDeadLetters(options: DeadLetterOptions): Promise<DeadLetters> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const files = await readFolder(options.folder);
  const sum = (pick: (file: LetterFile) => number) =>
    [...files.values()].reduce((total, file) => total + pick(file), 0);
  const newestFirst = () => [...files.values()].reverse();

  async function put(batch: bigint, letters: readonly DeadLetter[]): Promise<void> {
    const name = `${batch}.ndjson`;
    await writeDurably(options.folder, name, letters);
    files.delete(name);
    files.set(name, await describe(options.folder, name));
    await removeOldest(name);
  }

  async function removeOldest(keep: string): Promise<void> {
    const oldestFirst = newestFirst().reverse();
    for (const file of oldestFirst) {
      if (sum((each) => each.sizeBytes) <= options.sizeBytesMax) return;
      if (file.name === keep) continue;
      await rm(join(options.folder, file.name), { force: true });
      await rm(join(options.folder, segmentName(file.name)), { force: true });
      files.delete(file.name);
      options.onRemoved(file.rows);
      options.log.warn({ file: file.name, rows: file.rows }, 'removed the oldest dead letters');
    }
  }

  return {
    get rows() {
      return sum((file) => file.rows);
    },
    get sizeBytes() {
      return sum((file) => file.sizeBytes);
    },
    async list({ limit }) {
      const letters: DeadLetter[] = [];
      for (const file of newestFirst()) {
        if (letters.length >= limit) break;
        letters.push(
          ...(await readLetters(join(options.folder, file.name), limit - letters.length)),
        );
      }
      return letters;
    },
    async excluded(batch) {
      const name = `${batch}.ndjson`;
      if (!files.has(name)) return undefined;
      const letters = await readLetters(join(options.folder, name));
      if (letters.some((letter) => letter.row === undefined)) return 'all';
      return new Set(letters.flatMap((letter) => letter.row ?? []));
    },
    async add(batch, letters) {
      const name = `${batch}.ndjson`;
      const earlier = files.has(name) ? await readLetters(join(options.folder, name)) : [];
      await put(batch, [...earlier, ...letters]);
    },
    async addSegment(batch, letter, path) {
      const file = segmentName(`${batch}.ndjson`);
      await copyFile(path, join(options.folder, file));
      await syncPath(join(options.folder, file));
      await put(batch, [{ ...letter, file }]);
    },
  };
}

const segmentName = (name: string) => name.replace(/\.ndjson$/, '.segment');
const letterName = (name: string) => name.replace(/\.segment$/, '.ndjson');

/** Oldest first, as the map stays: a file written anew moves to its end. */
async function readFolder(folder: string): Promise<Map<string, LetterFile>> {
  const files: LetterFile[] = [];
  const names = await readdir(folder);
  for (const name of names) {
    const isOrphan = name.endsWith('.segment') && !names.includes(letterName(name));
    if (name.endsWith('.tmp') || isOrphan) await rm(join(folder, name), { force: true });
    if (name.endsWith('.ndjson')) files.push(await describe(folder, name));
  }
  files.sort((a, b) => a.writtenMs - b.writtenMs);
  return new Map(files.map((file) => [file.name, file]));
}

async function describe(folder: string, name: string): Promise<LetterFile> {
  const { size, mtimeMs } = await stat(join(folder, name));
  const segment = await stat(join(folder, segmentName(name))).catch(() => undefined);
  let rows = 0;
  for (const letter of await readLetters(join(folder, name))) rows += letter.rows ?? 1;
  return { name, rows, sizeBytes: size + (segment?.size ?? 0), writtenMs: mtimeMs };
}

/** Damaged lines are skipped: their rows are then simply refused once more. */
async function readLetters(path: string, limit = Infinity): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for (const line of (await readFile(path, 'utf8')).split('\n')) {
    if (letters.length >= limit) break;
    try {
      // Whole lines of this file were written by `writeDurably`.
      if (line !== '') letters.push(JSON.parse(line) as DeadLetter);
    } catch {
      continue;
    }
  }
  return letters;
}

async function writeDurably(folder: string, name: string, letters: readonly DeadLetter[]) {
  const temporary = join(folder, `${name}.tmp`);
  const file = await open(temporary, 'w', 0o600);
  try {
    for (const letter of letters) await file.write(`${JSON.stringify(letter)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(folder, name));
  await syncPath(folder);
}
