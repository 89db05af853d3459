// What the log says where lines are missing.
import { formatTime } from '../run-clock.ts';
import type { Entry } from '../spool/entry.ts';
import type { Refused } from './send-lines.ts';

/** A record line about the loss that an entry tells of. */
export function lossLine(entry: Entry): Buffer {
  const { lines, bytes, reason } = readLoss(entry.payload);
  const record = {
    time: formatTime(entry.timeNs),
    level: 'warn',
    message: `groundcrew run: ${lines} lines (${bytes} bytes) could not be kept here: ${reason}`,
    'groundcrew.lost_lines': lines,
    'groundcrew.lost_bytes': bytes,
  };
  return Buffer.from(`${JSON.stringify(record)}\n`);
}

/** A record line about lines that the server refused for good. */
export function refusalLine(timeNs: bigint, { lines, reason }: Refused): Buffer {
  const record = {
    time: formatTime(timeNs),
    level: 'warn',
    message: `groundcrew run: ${lines} lines before this one were refused by the server: ${reason}`,
    'groundcrew.lost_lines': lines,
  };
  return Buffer.from(`${JSON.stringify(record)}\n`);
}

/** A record line about the run's own record, which the server refused for good. */
export function recordRefusalLine(timeNs: bigint, reason: string): Buffer {
  const record = {
    time: formatTime(timeNs),
    level: 'warn',
    message: `groundcrew run: the record of this run was refused by the server: ${reason}`,
  };
  return Buffer.from(`${JSON.stringify(record)}\n`);
}

function readLoss(payload: Buffer): { lines: number; bytes: number; reason: string } {
  // Written by the journal's writer, as its checksum says.
  return JSON.parse(payload.toString()) as { lines: number; bytes: number; reason: string };
}
