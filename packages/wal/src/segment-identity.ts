// What a segment is: a number within a log. Both are in the file's name and in its first row.
import { crc32 } from 'node:zlib';
import { entryKind } from './wal.ts';
import { encodeRow, type EncodedRow, type Row } from './row.ts';

/** A log's id (24 bits) and the segment's number in it (40 bits). */
export interface SegmentIdentity {
  log: number;
  segment: number;
}

/** What the first row of a segment says. */
export interface SegmentHeader {
  identity: SegmentIdentity;
  version: number;
  /** Damage was taken out: all that is left is to be kept. */
  isRepaired: boolean;
}

const namePattern = /^segment-([0-9a-f]{10})-([0-9a-f]{6})\.rows$/;
const segmentMax = 2 ** 40 - 1;
const logMax = 2 ** 24 - 1;

/** Of the header's and all other rows' form. */
export const formatVersion = 1;

/** The file's name: the number first, so that names sort in order. */
export const segmentName = ({ log, segment }: SegmentIdentity) =>
  `segment-${segment.toString(16).padStart(10, '0')}-${log.toString(16).padStart(6, '0')}.rows`;

/** The identity in a file's name; undefined when it is not a segment's. */
export function parseSegmentName(name: string): SegmentIdentity | undefined {
  const match = namePattern.exec(name);
  if (!match) return undefined;
  return { segment: Number.parseInt(match[1] ?? '', 16), log: Number.parseInt(match[2] ?? '', 16) };
}

/** The batch number of a segment, unique for ever. */
export const batchOf = ({ log, segment }: SegmentIdentity) =>
  (BigInt(log) << 40n) | BigInt(segment);

/** What the checksums of a segment's rows are mixed with; never 0, which is the header's. */
export const saltOf = (identity: SegmentIdentity) => crc32(segmentName(identity)) || 1;

/** The first row of a segment. `isRepaired`: damage was taken out, all that is left is to be kept. */
export function headerRow(
  identity: SegmentIdentity,
  nowNs: bigint,
  isRepaired = false,
): EncodedRow {
  const meta = { version: formatVersion, ...identity, ...(isRepaired ? { isRepaired } : {}) };
  return encodeRow(entryKind.header, nowNs, JSON.stringify(meta), Buffer.alloc(0));
}

/** What a header row says; undefined when it is none of ours. */
export function parseHeader(row: Row): SegmentHeader | undefined {
  if (row.kind !== entryKind.header) return undefined;
  const meta = parseObject(row.meta.toString());
  const log = meta?.get('log');
  const segment = meta?.get('segment');
  if (!isIntegerUpTo(log, logMax) || !isIntegerUpTo(segment, segmentMax)) return undefined;
  const version = meta?.get('version');
  return {
    identity: { log, segment },
    version: typeof version === 'number' ? version : 0,
    isRepaired: meta?.get('isRepaired') === true,
  };
}

/** The members of a JSON object's text; undefined when it is not one. */
export function parseObject(text: string): Map<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return new Map<string, unknown>(Object.entries(value));
  } catch {
    return undefined;
  }
}

/** True for an integer from 0 to `max`. */
export function isIntegerUpTo(value: unknown, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;
}
