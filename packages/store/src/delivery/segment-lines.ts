// A segment's lines by row number, for the rare batch that the store refuses. Reads the file as the store does
// (RowBinary, no checksums) and writes parts of it in the same form.
// https://clickhouse.com/docs/interfaces/formats/RowBinary
import { assert } from '@groundcrew/runtime';
import { isLogKind } from '@groundcrew/wal';
import type { RowRange } from './bisect.ts';

/** One row of the segment file: its bytes before meta (magic, crc, kind, time), and its lines. */
interface Entry {
  fixed: Buffer;
  meta: Buffer;
  lines: Buffer[];
  /** Number of the first line within the batch. */
  firstRow: number;
}

/** A segment cut into lines. `rows` counts them. */
export interface SegmentLines {
  rows: number;
  entries: readonly Entry[];
}

/** magic UInt32, crc UInt32, kind UInt8, received_ns Int64. */
const fixedBytes = 17;
const kindOffset = 8;
const newline = 10;
/** Every mapping takes it, and it makes one row. */
const harmlessLine = '{}';

/** Cuts a segment file's bytes into lines; empty lines are no rows. */
export function readSegmentLines(file: Buffer): SegmentLines {
  const entries: Entry[] = [];
  let rows = 0;
  let offset = 0;
  while (offset < file.length) {
    const fixed = file.subarray(offset, offset + fixedBytes);
    const meta = readString(file, offset + fixedBytes);
    const body = readString(file, meta.end);
    // Records of other kinds are no rows of the log.
    const lines = isLogKind(fixed.readUInt8(kindOffset)) ? splitLines(body.bytes) : [];
    entries.push({ fixed, meta: meta.bytes, lines, firstRow: rows });
    rows += lines.length;
    offset = body.end;
  }
  return { rows, entries };
}

/** The line of a row. */
export function lineOf({ entries }: SegmentLines, row: number): Buffer {
  const line = entries.findLast((entry) => entry.firstRow <= row && entry.lines.length > 0);
  const found = line?.lines[row - line.firstRow];
  assert(found, `row ${row} is not in the segment`);
  return found;
}

/** A segment file of only these rows; the store numbers them from 0. */
export function segmentOfRange({ entries }: SegmentLines, range: RowRange): Buffer {
  const parts = entries.flatMap((entry) => {
    const from = Math.max(range.from - entry.firstRow, 0);
    const to = Math.min(range.to - entry.firstRow, entry.lines.length);
    return from < to ? encodeEntry(entry, entry.lines.slice(from, to)) : [];
  });
  return Buffer.concat(parts);
}

/** A segment file with harmless lines in place of some, so that all others keep their row numbers. */
export function segmentWithout({ entries }: SegmentLines, without: readonly RowRange[]): Buffer {
  const harmless = Buffer.from(harmlessLine);
  const isOut = (row: number) => without.some((range) => row >= range.from && row < range.to);
  const parts = entries.flatMap((entry) =>
    encodeEntry(
      entry,
      entry.lines.map((line, index) => (isOut(entry.firstRow + index) ? harmless : line)),
    ),
  );
  return Buffer.concat(parts);
}

/** A segment file of one harmless line. */
export function harmlessSegment(): Buffer {
  const fixed = Buffer.alloc(fixedBytes);
  fixed.writeUInt8(1, kindOffset);
  const entry = { fixed, meta: Buffer.alloc(0), lines: [], firstRow: 0 };
  return Buffer.concat(encodeEntry(entry, [Buffer.from(harmlessLine)]));
}

/** Row numbers as ranges, in order. */
export function toRanges(rows: Iterable<number>): RowRange[] {
  const ranges: RowRange[] = [];
  for (const row of [...rows].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.to === row) last.to = row + 1;
    else ranges.push({ from: row, to: row + 1 });
  }
  return ranges;
}

function splitLines(body: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < body.length;) {
    const found = body.indexOf(newline, start);
    const end = found === -1 ? body.length : found;
    if (end > start) lines.push(body.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

function encodeEntry(entry: Entry, lines: readonly Buffer[]): Buffer[] {
  const separator = Buffer.from([newline]);
  const parts = lines.flatMap((line, index) => (index === 0 ? [line] : [separator, line]));
  const bodyBytes = parts.reduce((sum, part) => sum + part.length, 0);
  return [entry.fixed, varint(entry.meta.length), entry.meta, varint(bodyBytes), ...parts];
}

function readString(file: Buffer, offset: number): { bytes: Buffer; end: number } {
  let length = 0;
  let start = offset;
  for (let scale = 1; ; scale *= 128) {
    const byte = file[start++];
    assert(byte !== undefined && scale <= 128 ** 4, 'the segment is not RowBinary');
    length += (byte & 0x7f) * scale;
    if (byte < 0x80) break;
  }
  assert(start + length <= file.length, 'the segment ends within a row');
  return { bytes: file.subarray(start, start + length), end: start + length };
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}
