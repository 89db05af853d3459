// The rows of a segment file and the damage between them. After damage the next row is found by its magic number and
// proven by its checksum, so a damaged row costs only itself.
import type { FileWindow } from './file-window.ts';
import { decodeRow, magic, measureRow, type Row, rowBytesMin } from './row.ts';

/** A row at its offset (`row` is valid until the next one is asked for), or a range of damaged bytes. */
export type Piece =
  | { row: Row; start: number; end: number }
  | { row: undefined; start: number; end: number };

/**
 * Bytes that false candidates may cost while searching. Bodies may be written so that every few bytes look like the
 * start of a large row; past this the rest of the file counts as damaged.
 */
const searchBytesMax = 256 * 1024 * 1024;

const magicBytes = Buffer.alloc(4);
magicBytes.writeUInt32LE(magic);

/** Reads a file from `offset` to its end. Never fails on what the bytes are. */
export async function* readRows(
  window: FileWindow,
  salt: number,
  offset = 0,
): AsyncGenerator<Piece, void> {
  const budget = { bytes: searchBytesMax };
  let start = offset;
  while (start < window.sizeBytes) {
    const row = await rowAt(window, start, salt, budget);
    if (row) {
      const end = start + row.sizeBytes;
      yield { row, start, end };
      start = end;
      continue;
    }
    const end = await nextRow(window, start + 1, salt, budget);
    yield { row: undefined, start, end };
    start = end;
  }
}

/** The row at an offset; undefined when there is no valid one. */
export async function rowAt(
  window: FileWindow,
  offset: number,
  salt: number,
  budget = { bytes: searchBytesMax },
): Promise<Row | undefined> {
  let bytes = await window.view(offset, 64);
  let measured = measureRow(bytes, offset + bytes.length === window.sizeBytes);
  if (measured && 'neededBytes' in measured) {
    bytes = await window.view(offset, measured.neededBytes);
    measured = measureRow(bytes, true);
  }
  if (!measured || !('sizeBytes' in measured)) return undefined;
  const { sizeBytes } = measured;
  if (offset + sizeBytes > window.sizeBytes) return undefined;
  if (bytes.length < sizeBytes) bytes = await window.view(offset, sizeBytes);
  const row = decodeRow(bytes.subarray(0, sizeBytes), salt);
  if (!row) budget.bytes -= sizeBytes;
  return row;
}

/** The offset of the first valid row at or after `offset`, or the file's size. */
async function nextRow(
  window: FileWindow,
  offset: number,
  salt: number,
  budget: { bytes: number },
): Promise<number> {
  let start = offset;
  while (start + rowBytesMin <= window.sizeBytes && budget.bytes > 0) {
    const bytes = await window.view(start, rowBytesMin);
    const found = bytes.indexOf(magicBytes);
    if (found === -1) {
      start += Math.max(1, bytes.length - (magicBytes.length - 1));
      continue;
    }
    if (await rowAt(window, start + found, salt, budget)) return start + found;
    start += found + 1;
  }
  return window.sizeBytes;
}
