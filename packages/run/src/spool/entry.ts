// One entry of a run's journal: what one read brought, when, and from which stream. Pure.
import { crc32 } from 'node:zlib';

/** What an entry holds. The numbers are on disk. */
export const entryKind = { stdout: 1, stderr: 2, lost: 3, end: 4 } as const;
export type EntryKind = (typeof entryKind)[keyof typeof entryKind];

/** Bytes before the payload: length, CRC-32 of what follows it, time, kind, three zeros. */
export const entryHeaderBytes = 20;
/** Longest payload; nothing longer is ever written, so a larger length is damage. */
export const payloadBytesMax = 1 << 20;

/** One entry, its payload still part of the bytes it was read from. */
export interface Entry {
  kind: EntryKind;
  timeNs: bigint;
  payload: Buffer;
  /** Where the next entry begins. */
  end: number;
}

/** Writes the header of an entry into `header`, which has at least {@link entryHeaderBytes}. */
export function writeEntryHeader(
  header: Buffer,
  kind: EntryKind,
  timeNs: bigint,
  payload: Uint8Array,
): void {
  header.writeUInt32LE(payload.length, 0);
  header.writeBigUInt64LE(timeNs, 8);
  header.writeUInt32LE(kind, 16);
  header.writeUInt32LE(checksum(header, payload), 4);
}

/**
 * The entry at `offset`: `more` when it is not whole yet (the rest may still be written), `damaged` when it can never
 * become one.
 */
export function readEntry(bytes: Buffer, offset: number): Entry | 'more' | 'damaged' {
  const start = offset + entryHeaderBytes;
  if (bytes.length < start) return 'more';
  const length = bytes.readUInt32LE(offset);
  if (length > payloadBytesMax) return 'damaged';
  if (bytes.length < start + length) return 'more';
  const header = bytes.subarray(offset, start);
  const payload = bytes.subarray(start, start + length);
  const kind = header.readUInt32LE(16);
  if (!isEntryKind(kind) || checksum(header, payload) !== header.readUInt32LE(4)) return 'damaged';
  return { kind, timeNs: header.readBigUInt64LE(8), payload, end: start + length };
}

const checksum = (header: Buffer, payload: Uint8Array) =>
  crc32(payload, crc32(header.subarray(8, entryHeaderBytes)));

function isEntryKind(kind: number): kind is EntryKind {
  return kind >= entryKind.stdout && kind <= entryKind.end;
}
