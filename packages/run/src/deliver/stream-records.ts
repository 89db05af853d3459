// One stream of a run: bytes become lines, lines records, records JSON. Which bytes are in no record yet is always known.
import {
  createLineParser,
  type LineParser,
  LineSplitter,
  type Members,
  membersOf,
  RecordJoiner,
} from '@groundcrew/lines';
import { formatTime } from '../run-clock.ts';
import type { Position } from '../spool/journal-reader.ts';
import { chunkBytesMax } from '../spool/outbox.ts';

/** Longer lines are cut, and longer traces go on in a further record. */
const lineBytesMax = 128 * 1024;
/** What is left of a record whose JSON would fit into no chunk. */
const textLengthMax = 64 * 1024;
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

/** A line that is in no record yet. */
interface WaitingLine extends Origin {
  isCut: boolean;
}

/** Turns the bytes of one stream into records. */
export class StreamRecords {
  readonly #name: 'stdout' | 'stderr';
  readonly #emit: (record: CutRecord) => void;
  readonly #members: Members;
  readonly #parse: LineParser = createLineParser('auto');
  readonly #splitter: LineSplitter;
  readonly #joiner: RecordJoiner<WaitingLine>;
  readonly #waiting: WaitingLine[] = [];
  /** Where the line begins that has no end yet. */
  #start: Origin | undefined;
  /** When the last bytes were written, by their own time: who reads them may begin anew at any moment. */
  #writtenAtMs = 0;

  constructor(name: 'stdout' | 'stderr', emit: (record: CutRecord) => void) {
    this.#name = name;
    this.#emit = emit;
    this.#members = membersOf({ stream: name });
    this.#splitter = new LineSplitter({
      maxLineBytes: lineBytesMax,
      onLine: (line, skippedBytes) => this.#takeLine(line.toString('utf8'), skippedBytes > 0),
    });
    this.#joiner = new RecordJoiner<WaitingLine>({
      maxLength: lineBytesMax,
      onRecord: (text, first, lines) => this.#takeRecord(text, first, lines),
    });
  }

  /** The first byte that is in no record yet; undefined when there is none. */
  get pending(): Position | undefined {
    return (this.#waiting[0] ?? this.#start)?.position;
  }

  /** Takes bytes that have at most one newline, as their last. */
  push(bytes: Buffer, origin: Origin): void {
    this.#start ??= origin;
    this.#writtenAtMs = Number(origin.timeNs / 1_000_000n);
    this.#splitter.push(bytes);
  }

  /** Ends what waits for its rest, if nothing was written for long enough by the wall clock; without a time at once. */
  flush(nowMs?: number): void {
    // A clock that was set back must not keep a line waiting.
    const ageMs = nowMs === undefined ? Infinity : Math.abs(nowMs - this.#writtenAtMs);
    if (ageMs >= partialMsMax) this.#splitter.flush();
    if (nowMs === undefined) this.#joiner.end();
    else this.#joiner.flush(this.#writtenAtMs + ageMs);
  }

  #takeLine(text: string, isCut: boolean): void {
    const start = this.#start;
    if (!start) return;
    this.#start = undefined;
    const line = { ...start, isCut };
    this.#waiting.push(line);
    this.#joiner.push(text, line, this.#writtenAtMs);
  }

  #takeRecord(text: string, first: WaitingLine, lines: number): void {
    // Every line comes back in one record, in the order they went in.
    const taken = this.#waiting.splice(0, lines);
    this.#emit({
      name: this.#name,
      start: first.position,
      line: this.#lineOf(text, first.timeNs),
      lines,
      cutLines: taken.filter(({ isCut }) => isCut).length,
    });
  }

  #lineOf(text: string, timeNs: bigint): Buffer {
    const line = Buffer.from(`${this.#parse(text, timeNs, this.#members)}\n`);
    if (line.length <= chunkBytesMax) return line;
    const message = text.slice(0, textLengthMax).toWellFormed();
    return Buffer.from(
      `${JSON.stringify({ time: formatTime(timeNs), stream: this.#name, message })}\n`,
    );
  }
}
