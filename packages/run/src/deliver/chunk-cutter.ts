// Cuts what a journal holds into chunks of record lines. A chunk says where the next one begins: for each stream at the
// first byte that is in no record yet, so that whoever goes on later starts with nothing half read.
import { systemClock } from '@groundcrew/runtime/light';
import { entryKind } from '../spool/entry.ts';
import {
  JournalReader,
  type PlacedEntry,
  type Position,
  comparePositions,
} from '../spool/journal-reader.ts';
import { type Chunk, chunkBytesMax, type Progress } from '../spool/outbox.ts';
import { formatTime } from '../run-clock.ts';
import { lossLine } from './loss-line.ts';
import { type CutRecord, StreamRecords } from './stream-records.ts';

const newline = 10;
/** Chunks are closed at this size even when more is there; one record more always fits. */
const enoughBytes = 512 * 1024;

type StreamName = 'stdout' | 'stderr';

/** An entry that is not wholly fed yet. */
interface Open {
  entry: PlacedEntry;
  name: StreamName;
  /** Bytes of the payload fed already. */
  fed: number;
}

/** The chunks of one run, from where delivery stopped. */
export class ChunkCutter {
  readonly #reader: JournalReader;
  readonly #from: Record<StreamName, Position>;
  readonly #streams: Record<StreamName, StreamRecords>;
  readonly #queue: CutRecord[] = [];
  #open: Open | undefined;
  #lastTimeNs: bigint;
  #isEnded = false;

  constructor(folder: string, progress: Progress) {
    const { stdout, stderr } = progress;
    this.#from = { stdout, stderr };
    this.#lastTimeNs = BigInt(progress.lastTimeNs);
    const emit = (record: CutRecord) => void this.#queue.push(record);
    this.#streams = {
      stdout: new StreamRecords('stdout', emit),
      stderr: new StreamRecords('stderr', emit),
    };
    const first = comparePositions(stdout, stderr) < 0 ? stdout : stderr;
    this.#reader = new JournalReader(folder, first);
  }

  /** True once the recorder's last entry has been read. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** The time of the last line, in RFC 3339; "" before the first. */
  get lastTime(): string {
    return this.#lastTimeNs === 0n ? '' : formatTime(this.#lastTimeNs);
  }

  /** True when something read is in no chunk yet, or more can be read. */
  hasMore(): boolean {
    if (this.#queue.length > 0 || Object.values(this.#streams).some((stream) => stream.pending))
      return true;
    return this.#openNext() !== undefined;
  }

  /**
   * The next chunk, as long as there is something for it, to follow `before`. With `isOver` also lines without an end
   * become records; else they wait for their rest, for a while.
   */
  next(before: Progress, isOver: boolean): Chunk | undefined {
    const body: Buffer[] = [];
    let size = 0;
    const after = { ...before, chunk: before.chunk + 1 };
    while (size < enoughBytes) {
      const record = this.#queue[0] ?? this.#readOn(isOver);
      if (!record) break;
      if (size + record.line.length > chunkBytesMax) break;
      this.#queue.shift();
      body.push(record.line);
      size += record.line.length;
      after.lines += record.lines;
      after.cutLines += record.cutLines;
    }
    if (body.length === 0) return undefined;
    after.stdout = this.#resumeAt('stdout');
    after.stderr = this.#resumeAt('stderr');
    after.lastTimeNs = String(this.#lastTimeNs);
    return { after, body: Buffer.concat(body) };
  }

  close(): void {
    this.#reader.close();
  }

  /** Reads until there is a record, or nothing more. */
  #readOn(isOver: boolean): CutRecord | undefined {
    while (this.#queue.length === 0 && this.#feed());
    if (this.#queue.length === 0) {
      const nowMs = Number(systemClock.nowNs() / 1_000_000n);
      for (const stream of Object.values(this.#streams)) stream.flush(isOver ? undefined : nowMs);
    }
    return this.#queue[0];
  }

  /** Feeds one line, or what there is of one; false when there is nothing. */
  #feed(): boolean {
    const open = this.#openNext();
    if (!open) return false;
    const { entry, name, fed } = open;
    const end = entry.payload.indexOf(newline, fed) + 1 || entry.payload.length;
    this.#lastTimeNs = entry.timeNs > this.#lastTimeNs ? entry.timeNs : this.#lastTimeNs + 1n;
    this.#streams[name].push(entry.payload.subarray(fed, end), {
      timeNs: this.#lastTimeNs,
      position: { segment: entry.segment, offset: entry.offset, skip: fed },
    });
    open.fed = end;
    return true;
  }

  /** The entry to feed from; reads the next one when the last is fed. */
  #openNext(): Open | undefined {
    while (!this.#open || this.#open.fed >= this.#open.entry.payload.length) {
      const entry = this.#reader.next();
      this.#open = undefined;
      if (!entry) return undefined;
      if (entry.kind === entryKind.end) this.#isEnded = true;
      else if (entry.kind === entryKind.lost) this.#queueLoss(entry);
      else this.#open = this.#unread(entry, entry.kind === entryKind.stdout ? 'stdout' : 'stderr');
    }
    return this.#open;
  }

  /** Leaves out what earlier chunks have of this stream. */
  #unread(entry: PlacedEntry, name: StreamName): Open | undefined {
    const from = this.#from[name];
    const here = { segment: entry.segment, offset: entry.offset, skip: 0 };
    const isSame = from.segment === here.segment && from.offset === here.offset;
    if (isSame) return { entry, name, fed: from.skip };
    return comparePositions(here, from) < 0 ? undefined : { entry, name, fed: 0 };
  }

  /** A loss stands in the log where it happened; the same one is not told twice. */
  #queueLoss(entry: PlacedEntry): void {
    if (!this.#unread(entry, 'stderr')) return;
    this.#queue.push({
      name: 'stderr',
      start: { segment: entry.segment, offset: entry.offset, skip: 0 },
      line: lossLine(entry),
      lines: 0,
      cutLines: 0,
    });
  }

  /** The first byte of this stream that no chunk has. */
  #resumeAt(name: StreamName): Position {
    const queued = this.#queue.find((record) => record.name === name)?.start;
    if (queued) return queued;
    const { pending } = this.#streams[name];
    if (pending) return pending;
    const open = this.#open;
    if (!open) return this.#reader.position;
    return {
      segment: open.entry.segment,
      offset: open.entry.offset,
      skip: open.name === name ? open.fed : 0,
    };
  }
}
