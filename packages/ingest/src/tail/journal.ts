// Positions on disk: a file of lines, each with its checksum, that is only appended to and now and then written anew.
// What is announced before bytes go to the log (intents) is synced; what follows may be lost, as the next start then
// repeats the announced range with the same key.
import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { FileSystem, OpenFile } from '@groundcrew/wal';
import type { SavedFile } from './followed.ts';
import {
  type JournalEntry,
  type KnownRules,
  readEntry,
  ruleText,
  savedText,
} from './journal-entry.ts';

const fileName = 'positions';
const readBytesMax = 512 * 1024 * 1024;
/** Written anew when it has grown by this much, and to twice of what it then was. */
const growthBytesMin = 1024 * 1024;

/** What a journal said at the start. */
export interface JournalContent {
  readonly files: Map<string, SavedFile>;
  /** Patterns whose files have been listed before. */
  readonly rules: KnownRules;
  /** Lines that were no lines of a journal. */
  readonly damagedLines: number;
}

/** The journal of one engine. Its calls are made one after the other. */
export class Journal {
  readonly #fs: FileSystem;
  readonly #folder: string;
  #file: OpenFile | undefined;
  #waiting: string[] = [];
  #size = 0;
  #freshSize = 0;
  #isDirty = false;

  constructor(fs: FileSystem, folder: string) {
    this.#fs = fs;
    this.#folder = folder;
  }

  /** Reads what is there. A journal must be read, and then rewritten, before it is written to. */
  async read(): Promise<JournalContent> {
    await this.#fs.makeDirectory(this.#folder);
    const content = { files: new Map<string, SavedFile>(), rules: new Map() };
    const names = await this.#fs.readdir(this.#folder);
    if (!names.includes(fileName)) return { ...content, damagedLines: 0 };
    const file = await this.#fs.open(path.join(this.#folder, fileName), 'read');
    try {
      const bytes = Buffer.alloc(Math.min(await file.sizeBytes(), readBytesMax));
      const length = await file.read(bytes, 0);
      const damagedLines = applyAll(content, bytes.subarray(0, length).toString('latin1'));
      return { ...content, damagedLines };
    } finally {
      await file.close();
    }
  }

  /** Replaces the journal by one that says just this, durably. */
  async rewrite(files: Iterable<SavedFile>, rules: KnownRules): Promise<void> {
    const lines = [...rules].map(([rule, gone]) => checked(ruleText(rule, gone)));
    for (const saved of files) lines.push(checked(savedText(saved)));
    await this.close();
    const temporary = path.join(this.#folder, `${fileName}.new`);
    const bytes = Buffer.from(lines.join(''), 'latin1');
    const file = await this.#fs.open(temporary, 'write');
    try {
      await file.truncate(0);
      await file.writev([bytes], 0);
      await file.fdatasync();
      await this.#fs.rename(temporary, path.join(this.#folder, fileName));
      await this.#fs.fsyncDirectory(this.#folder);
    } catch (error) {
      await file.close();
      throw error;
    }
    this.#file = file;
    this.#waiting = [];
    this.#size = this.#freshSize = bytes.length;
    this.#isDirty = false;
  }

  /** Something to be written with the next {@link flush}. */
  add(entry: JournalEntry): void {
    this.#waiting.push(checked(entry));
  }

  get isDirty(): boolean {
    return this.#isDirty || this.#waiting.length > 0;
  }

  /** True when most of it is out of date. */
  get isOverdue(): boolean {
    return this.#size > this.#freshSize * 2 + growthBytesMin;
  }

  /** Puts everything added on disk. After an error the journal must be read and rewritten. */
  async flush(): Promise<void> {
    if (!this.#file) throw new Error('BUG: the journal is not open');
    const bytes = Buffer.from(this.#waiting.join(''), 'latin1');
    this.#waiting = [];
    if (bytes.length > 0) await this.#file.writev([bytes], this.#size);
    this.#size += bytes.length;
    this.#isDirty = true;
    await this.#file.fdatasync();
    this.#isDirty = false;
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }
}

/** Text outside ASCII is escaped, so that a byte is a character. */
function checked(entry: JournalEntry): string {
  const text = JSON.stringify(entry).replaceAll(
    /[^\u0000-\u007e]/g, // oxlint-disable-line no-control-regex -- all of ASCII stays as it is
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${crc32(text).toString(16).padStart(8, '0')} ${text}\n`;
}

function applyAll(content: Omit<JournalContent, 'damagedLines'>, text: string): number {
  let damagedLines = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const json = line.slice(9);
    const isWhole =
      line[8] === ' ' && crc32(json).toString(16).padStart(8, '0') === line.slice(0, 8);
    // What was written after a damaged line is not of its file alone: positions only go forward, so it still counts.
    if (!isWhole || !readEntry(content, json)) damagedLines++;
  }
  return damagedLines;
}
