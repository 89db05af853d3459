// Names of runs: UUID version 7, so that they sort by the time of their start. RFC 9562, section 5.7.
import { randomBytes } from 'node:crypto';

/** A new id for a run that starts at `timeNs`. */
export function newRunId(timeNs: bigint): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Number(timeNs / 1_000_000n), 0, 6);
  bytes.writeUInt8(((bytes[6] ?? 0) & 0x0f) | 0x70, 6);
  bytes.writeUInt8(((bytes[8] ?? 0) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

/** True for the text of any UUID. */
export const isRunId = (text: string) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text);
