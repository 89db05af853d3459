// One stream of a run: bytes become lines, lines records.
import { formatTime } from '../run-clock.ts';
import type { Position } from '../spool/journal-reader.ts';

const newline = 10;
/** Longer lines are cut. */
const lineBytesMax = 128 * 1024;
/** A line without an end becomes a record when nothing was added for so long. */
const partialMsMax = 2_000;

/** A record on its way into a chunk. */
export interface CutRecord {
  name: 'stdout' | 'stderr';
  /** Its first byte in the journal. */
  start: Position;
  /** With its newline. */
  line: Buffer;
  /** How many lines of the program it holds, and how many of them are cut. */
  lines: number;
  cutLines: number;
}

/** When and where the bytes were that are handed in. */
export interface Origin {
  timeNs: bigint;
  position: Position;
}

/** Turns the bytes of one stream into records. */
export class StreamRecords {
  readonly #name: 'stdout' | 'stderr';
  readonly #emit: (record: CutRecord) => void;
  #parts: Buffer[] = [];
  #size = 0;
  #isCut = false;
  #start: Origin | undefined;
  #fedAtMs = 0;

  constructor(name: 'stdout' | 'stderr', emit: (record: CutRecord) => void) {
    this.#name = name;
    this.#emit = emit;
  }

  /** The first byte that is in no record yet; undefined when there is none. */
  get pending(): Position | undefined {
    return this.#start?.position;
  }

  /** Takes bytes that have at most one newline, as their last. */
  push(bytes: Buffer, origin: Origin): void {
    this.#start ??= origin;
    this.#fedAtMs = performance.now();
    const isWhole = bytes.at(-1) === newline;
    const text = isWhole ? bytes.subarray(0, -1) : bytes;
    const room = lineBytesMax - this.#size;
    if (text.length > room) this.#isCut = true;
    const kept = text.subarray(0, room);
    // The bytes are the reader's.
    if (kept.length > 0) this.#parts.push(isWhole ? kept : Buffer.from(kept));
    this.#size += kept.length;
    if (isWhole) this.#finish();
  }

  /** Ends what waits for its rest, if it has waited long enough; without a time at once. */
  flush(nowMs?: number): void {
    if (!this.#start || (nowMs !== undefined && nowMs - this.#fedAtMs < partialMsMax)) return;
    this.#finish();
  }

  #finish(): void {
    const start = this.#start;
    if (!start) return;
    const text = Buffer.concat(this.#parts).toString('utf8').replace(/\r$/, '');
    const record = { time: formatTime(start.timeNs), stream: this.#name, message: text };
    this.#emit({
      name: this.#name,
      start: start.position,
      line: Buffer.from(`${JSON.stringify(record)}\n`),
      lines: 1,
      cutLines: this.#isCut ? 1 : 0,
    });
    this.#parts = [];
    this.#size = 0;
    this.#isCut = false;
    this.#start = undefined;
  }
}
