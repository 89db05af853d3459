// One row of a segment file: ClickHouse's RowBinary, so that the store reads the log's own files.
// https://clickhouse.com/docs/interfaces/formats/RowBinary
//
//   magic UInt32, crc UInt32, kind UInt8, received_ns Int64, meta String, body String
//
// Numbers are little-endian; a String is its length as LEB128 and its bytes. `crc` is CRC-32 over every byte after
// the crc field, XOR the salt of the segment: a row of another segment (a recycled disk block, or a row inside a
// logged body) is not taken for one of this segment.
import { crc32 } from 'node:zlib';
import { assert } from '@groundcrew/runtime';

export const magic = 0x31524347;
export const metaBytesMax = 64 * 1024;
export const bodyBytesMax = 32 * 1024 * 1024;

const crcOffset = 4;
const kindOffset = 8;
const receivedOffset = 9;
const metaOffset = 17;
/** magic, crc, kind, received_ns and two empty strings. */
export const rowBytesMin = 19;

/** A row as the log writes it: the bytes before the body's, apart, so that bodies are never copied. */
export interface EncodedRow {
  head: Buffer;
  body: Buffer;
}

/** What a row says. `body` and `meta` are views of the reader's buffer. */
export interface Row {
  kind: number;
  receivedNs: bigint;
  meta: Buffer;
  body: Buffer;
  sizeBytes: number;
}

/** Encodes a row for salt 0; {@link saltRow} makes it one of a segment. */
export function encodeRow(
  kind: number,
  receivedNs: bigint,
  meta: string,
  body: Buffer,
): EncodedRow {
  const metaBytes = Buffer.byteLength(meta);
  assert(metaBytes <= metaBytesMax, `meta of ${metaBytes} bytes`);
  assert(body.length <= bodyBytesMax, `body of ${body.length} bytes`);
  const head = Buffer.allocUnsafe(
    metaOffset + varintBytes(metaBytes) + metaBytes + varintBytes(body.length),
  );
  head.writeUInt32LE(magic, 0);
  head.writeUInt8(kind, kindOffset);
  head.writeBigInt64LE(receivedNs, receivedOffset);
  const metaStart = writeVarint(head, metaBytes, metaOffset);
  head.write(meta, metaStart);
  writeVarint(head, body.length, metaStart + metaBytes);
  head.writeUInt32LE(crc32(body, crc32(head.subarray(kindOffset))), crcOffset);
  return { head, body };
}

/** Marks an encoded row as one of the segment with this salt. */
export function saltRow(row: EncodedRow, salt: number): void {
  row.head.writeUInt32LE((row.head.readUInt32LE(crcOffset) ^ salt) >>> 0, crcOffset);
}

/**
 * What the start of a row says: how long it is, or how many bytes it takes to know; undefined when it is none.
 * `isEnd`: there are no bytes after these.
 */
export function measureRow(
  bytes: Buffer,
  isEnd: boolean,
): { sizeBytes: number } | { neededBytes: number } | undefined {
  if (bytes.length < rowBytesMin || bytes.readUInt32LE(0) !== magic) return undefined;
  const meta = readVarint(bytes, metaOffset);
  if (!meta || meta.value > metaBytesMax) return undefined;
  const lengthOffset = meta.end + meta.value;
  if (!isEnd && bytes.length < lengthOffset + 4) return { neededBytes: lengthOffset + 4 };
  const body = readVarint(bytes, lengthOffset);
  if (!body || body.value > bodyBytesMax) return undefined;
  return { sizeBytes: body.end + body.value };
}

/** Decodes a row that fills `bytes`, as measured; undefined when the checksum does not match. */
export function decodeRow(bytes: Buffer, salt: number): Row | undefined {
  const kind = bytes.readUInt8(kindOffset);
  // The header says what the segment is, so nothing can be known before it is read.
  const crc = (crc32(bytes.subarray(kindOffset)) ^ (kind === 0 ? 0 : salt)) >>> 0;
  if (crc !== bytes.readUInt32LE(crcOffset)) return undefined;
  const meta = readVarint(bytes, metaOffset);
  assert(meta, 'the row was measured');
  const body = readVarint(bytes, meta.end + meta.value);
  assert(body, 'the row was measured');
  return {
    kind,
    receivedNs: bytes.readBigInt64LE(receivedOffset),
    meta: bytes.subarray(meta.end, meta.end + meta.value),
    body: bytes.subarray(body.end),
    sizeBytes: bytes.length,
  };
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest > 0x7f; rest >>>= 7) bytes += 1;
  return bytes;
}

function writeVarint(target: Buffer, value: number, offset: number): number {
  let rest = value;
  let end = offset;
  for (; rest > 0x7f; rest >>>= 7) target[end++] = (rest & 0x7f) | 0x80;
  target[end++] = rest;
  return end;
}

/** A length of at most 28 bits, which is above both bounds. */
function readVarint(bytes: Buffer, offset: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let index = 0; index < 4; index += 1) {
    const byte = bytes[offset + index];
    if (byte === undefined) return undefined;
    value |= (byte & 0x7f) << (7 * index);
    if (byte < 0x80) return { value, end: offset + index + 1 };
  }
  return undefined;
}
