// Appends to a run's journal without ever failing: what cannot be kept (disk full, spool full) is counted, and the count
// becomes an entry as soon as the disk takes one. One write(2) an entry, no fsync: it outlives every process, and a
// power cut may take the last seconds.
import { closeSync, ftruncateSync, openSync, writevSync } from 'node:fs';
import { entryHeaderBytes, type EntryKind, entryKind, writeEntryHeader } from './entry.ts';
import { segmentBytesMax, segmentPath, spoolSizeBytes } from './segments.ts';

/** After a refusal the disk is left alone for this long: a full disk costs the program nothing. */
const retryAfterNs = 250_000_000n;
const newline = 10;

/** What was not kept. */
export interface Loss {
  bytes: number;
  lines: number;
}

/** Where and how much a {@link JournalWriter} may write. */
export interface JournalOptions {
  folder: string;
  /** The folder all runs share, whose size is bounded. */
  spool: string;
  spoolBytesMax: number;
}

/** The writing end of one run's journal. Single owner: the recorder. */
export class JournalWriter {
  readonly #options: JournalOptions;
  readonly #header = Buffer.alloc(entryHeaderBytes);
  readonly #total: Loss = { bytes: 0, lines: 0 };
  /** Lost since the last entry that says so. */
  #unsaid: Loss = { bytes: 0, lines: 0 };
  #file: number | undefined;
  #number = 0;
  #size = 0;
  #refusedAtNs: bigint | undefined;
  #isEnding = false;
  /** Why the last write was refused. */
  #reason = '';

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  /** Everything lost so far. */
  get lost(): Readonly<Loss> {
    return this.#total;
  }

  /** Such as `ENOSPC`; empty when nothing was ever refused. */
  get reason(): string {
    return this.#reason;
  }

  /** Keeps the bytes, or counts them. They may be reused after the call. */
  append(kind: EntryKind, timeNs: bigint, payload: Uint8Array): boolean {
    if (this.#isResting(timeNs) || !this.#sayLoss(timeNs) || !this.#write(kind, timeNs, payload)) {
      this.#count(kind, payload);
      return false;
    }
    return true;
  }

  /** The last entry, and before it the loss that no entry tells of yet; tried also while the disk is left alone. */
  end(timeNs: bigint): void {
    this.#refusedAtNs = undefined;
    this.#isEnding = true;
    this.append(entryKind.end, timeNs, new Uint8Array(0));
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #isResting(nowNs: bigint): boolean {
    return this.#refusedAtNs !== undefined && nowNs - this.#refusedAtNs < retryAfterNs;
  }

  #sayLoss(timeNs: bigint): boolean {
    if (this.#unsaid.bytes === 0) return true;
    const said = Buffer.from(JSON.stringify({ ...this.#unsaid, reason: this.#reason }));
    if (!this.#write(entryKind.lost, timeNs, said)) return false;
    this.#unsaid = { bytes: 0, lines: 0 };
    return true;
  }

  #write(kind: EntryKind, timeNs: bigint, payload: Uint8Array): boolean {
    writeEntryHeader(this.#header, kind, timeNs, payload);
    const size = entryHeaderBytes + payload.length;
    try {
      const file = this.#fileFor(size);
      const written = writevSync(file, [this.#header, payload], this.#size);
      if (written < size) throw Object.assign(new Error('short write'), { code: 'ENOSPC' });
      this.#size += size;
      this.#refusedAtNs = undefined;
      return true;
    } catch (error) {
      this.#refuse(error, timeNs);
      return false;
    }
  }

  #fileFor(size: number): number {
    if (this.#file !== undefined && this.#size + size <= segmentBytesMax) return this.#file;
    const { spool, spoolBytesMax, folder } = this.#options;
    // The last word, that something is missing, is small and is kept in any case.
    if (!this.#isEnding && spoolSizeBytes(spool) + segmentBytesMax > spoolBytesMax) {
      throw Object.assign(new Error('spool full'), { code: 'spool full' });
    }
    const file = openSync(segmentPath(folder, this.#number + 1), 'wx', 0o600);
    this.close();
    this.#number += 1;
    this.#size = 0;
    this.#file = file;
    return file;
  }

  /** Half an entry is taken back, so that the next one follows a whole one. */
  #refuse(error: unknown, nowNs: bigint): void {
    this.#refusedAtNs = nowNs;
    this.#reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (this.#file === undefined) return;
    try {
      ftruncateSync(this.#file, this.#size);
    } catch {
      // The next write is at the same place and covers it.
    }
  }

  #count(kind: EntryKind, payload: Uint8Array): void {
    if (kind !== entryKind.stdout && kind !== entryKind.stderr) return;
    let lines = 0;
    for (let at = payload.indexOf(newline); at !== -1; at = payload.indexOf(newline, at + 1))
      lines++;
    for (const loss of [this.#total, this.#unsaid]) {
      loss.bytes += payload.length;
      loss.lines += lines;
    }
  }
}
