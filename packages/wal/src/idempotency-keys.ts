// Which appends were answered already. A key is remembered in two generations, each of at most 200,000 keys or 24
// hours; when the younger one is full the older one is forgotten. On disk a key is first in its segment, and before
// that is trimmed in a key file.
import { createHash } from 'node:crypto';
import type { Clock, Log } from '@groundcrew/runtime';
import type { FileSystem } from './file-system.ts';
import {
  keyFileNumbers,
  KeyFileWriter,
  type KeyRecord,
  readKeyFile,
  removeKeyFile,
} from './key-files.ts';

/** In the place of a path: keys whose segment is gone and whose key file failed. */
const overdue = '';
const generationAgeNsMax = 24n * 3_600_000_000_000n;

interface Generation {
  keys: Map<string, KeyRecord>;
  /** Numbers of its files. */
  files: number[];
  startedNs: bigint | undefined;
}

/** What an append with a key is remembered by: 128 bits of its SHA-256, as base64url. */
export const hashKey = (key: string) =>
  createHash('sha256').update(key).digest().toString('base64url', 0, 16);

/** What {@link IdempotencyKeys} needs. */
export interface KeyOptions {
  fs: FileSystem;
  dir: string;
  clock: Clock;
  log: Log;
  /** Keys in one generation. */
  generationSizeMax?: number;
}

/** The keys of one log. */
export class IdempotencyKeys {
  readonly #options: KeyOptions;
  readonly #sizeMax: number;
  #current = newGeneration();
  #previous = newGeneration();
  #writer: KeyFileWriter | undefined;
  #nextFile = 1;
  /** Keys that are only in their segment, by its path. */
  readonly #inSegments = new Map<string, KeyRecord[]>();

  constructor(options: KeyOptions) {
    this.#options = options;
    this.#sizeMax = options.generationSizeMax ?? 200_000;
  }

  /** Reads the key files among `names`. Never rejects. */
  async load(names: readonly string[]): Promise<void> {
    const { fs, dir } = this.#options;
    for (const number of keyFileNumbers(names)) {
      this.#nextFile = number + 1;
      const { records, sizeBytes } = await readKeyFile(fs, dir, number);
      const startedNs = records[0]?.receivedNs ?? this.#options.clock.nowNs();
      if (this.#isFull(startedNs, records.length)) this.#rotate();
      this.#current.files.push(number);
      for (const record of records) this.#remember(record);
      this.#writer = new KeyFileWriter(fs, dir, number, sizeBytes);
    }
  }

  /** What the append with this key was answered with; undefined for a new key. */
  get(hash: string): KeyRecord | undefined {
    return this.#current.keys.get(hash) ?? this.#previous.keys.get(hash);
  }

  /** Remembers a key whose entries are on disk in the segment at `path`. */
  add(record: KeyRecord, path: string): void {
    if (this.#isFull(record.receivedNs, 1)) this.#rotate();
    this.#remember(record);
    const records = this.#inSegments.get(path);
    if (records) records.push(record);
    else this.#inSegments.set(path, [record]);
  }

  /**
   * Puts the keys of a segment into a key file, with those of earlier ones that failed. Rejects when the disk refuses;
   * the keys are then still known, and written with the next ones.
   */
  async moveToFile(path: string): Promise<void> {
    const all = [...(this.#inSegments.get(overdue) ?? []), ...(this.#inSegments.get(path) ?? [])];
    const records = all.filter(({ hash }) => this.get(hash));
    this.#inSegments.delete(path);
    this.#inSegments.delete(overdue);
    if (records.length === 0) return;
    try {
      await this.#write(records);
    } catch (error) {
      this.#inSegments.set(overdue, records);
      throw error;
    }
  }

  async #write(records: KeyRecord[]): Promise<void> {
    const { fs, dir } = this.#options;
    if (!this.#writer) {
      this.#writer = new KeyFileWriter(fs, dir, this.#nextFile);
      this.#current.files.push(this.#nextFile);
      this.#nextFile += 1;
    }
    try {
      await this.#writer.append(records);
    } catch (error) {
      // What the file held before is on disk; what is in it after a failed fsync is not known: go on in another one.
      this.#writer = undefined;
      throw error;
    }
  }

  #remember(record: KeyRecord): void {
    this.#current.startedNs ??= record.receivedNs;
    this.#current.keys.set(record.hash, record);
  }

  #isFull(nowNs: bigint, count: number): boolean {
    const { keys, startedNs } = this.#current;
    if (keys.size === 0 || startedNs === undefined) return false;
    return keys.size + count > this.#sizeMax || nowNs - startedNs >= generationAgeNsMax;
  }

  /** The younger generation becomes the older one, which is forgotten, in the background also on disk. */
  #rotate(): void {
    const { fs, dir, log } = this.#options;
    for (const number of this.#previous.files) {
      removeKeyFile(fs, dir, number).catch((error: unknown) => {
        log.warn({ number, error: String(error) }, 'cannot remove an old key file');
      });
    }
    this.#previous = this.#current;
    this.#current = newGeneration();
    this.#writer = undefined;
    for (const [path, records] of this.#inSegments) {
      const known = records.filter(({ hash }) => this.get(hash));
      if (known.length > 0) this.#inSegments.set(path, known);
      else this.#inSegments.delete(path);
    }
  }
}

const newGeneration = (): Generation => ({ keys: new Map(), files: [], startedNs: undefined });
