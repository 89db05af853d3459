// Reads a segment found at start-up and decides, without changing anything, what of it is kept.
import type { FileSystem } from './file-system.ts';
import { type AppendMark, parseMark } from './append-mark.ts';
import { countLines } from './count-lines.ts';
import { FileWindow } from './file-window.ts';
import { type Piece, readRows, rowAt } from './read-rows.ts';
import {
  formatVersion,
  parseHeader,
  saltOf,
  type SegmentHeader,
  type SegmentIdentity,
} from './segment-identity.ts';
import { entryKind, isLogKind } from './wal.ts';

/** Bytes from `start` up to `end`. */
export interface ByteRange {
  start: number;
  end: number;
}

/** What a segment file holds. */
export interface SegmentScan {
  identity: SegmentIdentity;
  sizeBytes: number;
  hasHeader: boolean;
  /** The format's version as the header says it. */
  version: number;
  /** Entries to keep; neighbours are joined. The header is not among them. */
  kept: ByteRange[];
  /** Damage, and appends of which a part is missing though they may never have been acknowledged. */
  dropped: ByteRange[];
  /** Damaged ranges found. */
  damages: number;
  rows: number;
  runRows: number;
  /** When the first kept entry was received. */
  oldestNs: bigint | undefined;
  /** Idempotency keys of the kept appends, in order. */
  keys: { hash: string; rows: number; receivedNs: bigint }[];
}

/**
 * Scans a segment. `isSynced`: all of it was on disk before (a later segment exists), so that what is missing is damage
 * to acknowledged data and costs only itself. Otherwise it can also be the torn end of a write that nobody was told
 * about: an append is then kept only whole. (The price: a bit that flips in the newest segment, in an append of several
 * entries, costs that append. Its bytes are in the quarantine.)
 */
export async function scanSegment(
  fs: FileSystem,
  path: string,
  named: SegmentIdentity,
  isSynced: boolean,
): Promise<SegmentScan> {
  const file = await fs.open(path, 'read');
  try {
    const window = new FileWindow(file, await file.sizeBytes());
    const first = await rowAt(window, 0, 1);
    const header = first && parseHeader(first);
    const scan = new Scan(header?.identity ?? named, window.sizeBytes, header !== undefined);
    scan.version = header?.version ?? formatVersion;
    scan.isSynced = isSynced || header?.isRepaired === true;
    const start = header && first ? first.sizeBytes : 0;
    for await (const piece of readRows(window, saltOf(scan.identity), start)) scan.add(piece);
    scan.endAppend();
    return scan;
  } finally {
    await file.close();
  }
}

/** The header of a segment file; undefined when there is no valid one. */
export async function readHeader(fs: FileSystem, path: string): Promise<SegmentHeader | undefined> {
  const file = await fs.open(path, 'read');
  try {
    const row = await rowAt(new FileWindow(file, await file.sizeBytes()), 0, 1);
    return row && parseHeader(row);
  } finally {
    await file.close();
  }
}

interface OpenAppend {
  /** Of the last part read. */
  mark: AppendMark;
  hasFirst: boolean;
  range: ByteRange;
  rows: number;
  runRows: number;
  receivedNs: bigint;
}

class Scan implements SegmentScan {
  readonly identity: SegmentIdentity;
  readonly sizeBytes: number;
  readonly hasHeader: boolean;
  readonly kept: ByteRange[] = [];
  readonly dropped: ByteRange[] = [];
  readonly keys: SegmentScan['keys'] = [];
  version = formatVersion;
  damages = 0;
  rows = 0;
  runRows = 0;
  oldestNs: bigint | undefined;
  isSynced = false;
  /** The append of several entries that is being read: its parts so far. */
  #append: OpenAppend | undefined;

  constructor(identity: SegmentIdentity, sizeBytes: number, hasHeader: boolean) {
    this.identity = identity;
    this.sizeBytes = sizeBytes;
    this.hasHeader = hasHeader;
  }

  add({ row, start, end }: Piece): void {
    const range = { start, end };
    if (!row) {
      this.endAppend();
      this.damages += 1;
      join(this.dropped, range);
      return;
    }
    if (row.kind === entryKind.header) return join(this.dropped, range);
    const { receivedNs } = row;
    const mark = parseMark(row.meta) ?? { key: '', rows: 0, part: 0, parts: 1 };
    const append = this.#append;
    const lines = countLines(row.body);
    const rows = isLogKind(row.kind) ? lines : 0;
    const runRows = row.kind === entryKind.runs ? lines : 0;
    if (append && follows(append.mark, mark)) {
      append.mark = mark;
      append.range.end = end;
      append.rows += rows;
      append.runRows += runRows;
    } else {
      this.endAppend();
      this.#append = { mark, hasFirst: mark.part === 0, range, rows, runRows, receivedNs };
    }
    if (mark.part === mark.parts - 1) this.endAppend();
  }

  /** The append read so far has no further part. */
  endAppend(): void {
    const append = this.#append;
    this.#append = undefined;
    if (!append) return;
    const isWhole = append.hasFirst && append.mark.part === append.mark.parts - 1;
    if (!isWhole && !this.isSynced) return join(this.dropped, append.range);
    this.rows += append.rows;
    this.runRows += append.runRows;
    this.oldestNs ??= append.receivedNs;
    join(this.kept, append.range);
    const { key, rows } = append.mark;
    if (key !== '') this.keys.push({ hash: key, rows, receivedNs: append.receivedNs });
  }
}

const follows = (before: AppendMark, next: AppendMark) =>
  next.part === before.part + 1 && next.parts === before.parts && next.key === before.key;

function join(ranges: ByteRange[], range: ByteRange): void {
  const last = ranges.at(-1);
  if (last?.end === range.start) last.end = range.end;
  else ranges.push({ ...range });
}
