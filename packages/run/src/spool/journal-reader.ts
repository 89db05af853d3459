// Reads a run's journal from a position on, while it may still be written.
import { closeSync, fstatSync, openSync, readSync, rmSync } from 'node:fs';
import { type Entry, entryHeaderBytes, payloadBytesMax, readEntry } from './entry.ts';
import { segmentNumbers, segmentPath } from './segments.ts';

/** A place in a journal: a byte of the payload of the entry at `offset` of a segment. */
export interface Position {
  segment: number;
  offset: number;
  /** Bytes of that entry's payload that are done. */
  skip: number;
}

/** The first byte there can be. */
export const journalStart: Position = { segment: 1, offset: 0, skip: 0 };

/** Negative when `a` comes before `b`. */
export function comparePositions(a: Position, b: Position): number {
  return a.segment - b.segment || a.offset - b.offset || a.skip - b.skip;
}

/** An entry and where it is. */
export interface PlacedEntry extends Entry {
  segment: number;
  offset: number;
}

const windowBytes = 2 * (payloadBytesMax + entryHeaderBytes);

/** The reading end of one run's journal. Reads again where it stopped when more has been written. */
export class JournalReader {
  readonly #folder: string;
  #segment: number;
  #offset: number;
  #file: number | undefined;
  #window: Buffer = Buffer.alloc(0);
  /** Where in the segment the window begins. */
  #windowStart = 0;
  #damagedBytes = 0;

  constructor(folder: string, from: Position) {
    this.#folder = folder;
    this.#segment = from.segment;
    this.#offset = from.offset;
  }

  /** Bytes that could not be read back. */
  get damagedBytes(): number {
    return this.#damagedBytes;
  }

  /** Where the next entry will be. */
  get position(): Position {
    return { segment: this.#segment, offset: this.#offset, skip: 0 };
  }

  /** The next entry, valid until the next call; undefined when there is none now. */
  next(): PlacedEntry | undefined {
    for (;;) {
      if (this.#file === undefined && !this.#open()) return undefined;
      let entry = this.#entryHere();
      if (typeof entry === 'string') {
        // Only the last segment can still grow; what follows damage within a segment cannot be found again.
        const following = segmentNumbers(this.#folder).find((number) => number > this.#segment);
        if (following === undefined) return undefined;
        // It may have grown between the two looks.
        entry = this.#entryHere();
        if (typeof entry === 'string') {
          this.#leave(following);
          continue;
        }
      }
      const { segment, offset } = this.position;
      this.#offset = this.#windowStart + entry.end;
      return { ...entry, segment, offset };
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#window = Buffer.alloc(0);
    this.#windowStart = 0;
  }

  #open(): boolean {
    const numbers = segmentNumbers(this.#folder);
    const number = numbers.find((one) => one >= this.#segment);
    if (number === undefined) return false;
    if (number !== this.#segment) this.#offset = 0;
    this.#segment = number;
    this.#file = openSync(segmentPath(this.#folder, number), 'r');
    this.#windowStart = this.#offset;
    return true;
  }

  #entryHere(): Entry | 'more' | 'damaged' {
    const entry = readEntry(this.#window, this.#offset - this.#windowStart);
    if (typeof entry !== 'string') return entry;
    this.#fill();
    return readEntry(this.#window, 0);
  }

  /** The window becomes what the file has now from the present offset on: also half an entry may have changed. */
  #fill(): void {
    if (this.#file === undefined) return;
    const available = Math.max(0, fstatSync(this.#file).size - this.#offset);
    const window = Buffer.allocUnsafe(Math.min(windowBytes, available));
    const read = readSync(this.#file, window, 0, window.length, this.#offset);
    this.#window = window.subarray(0, read);
    this.#windowStart = this.#offset;
  }

  #leave(following: number): void {
    if (this.#file !== undefined) this.#damagedBytes += fstatSync(this.#file).size - this.#offset;
    this.close();
    this.#segment = following;
    this.#offset = 0;
  }
}

/** Removes the segments before `position`: everything in them is delivered. */
export function removeSegmentsBefore(folder: string, position: Position): void {
  for (const number of segmentNumbers(folder)) {
    if (number < position.segment) rmSync(segmentPath(folder, number), { force: true });
  }
}
