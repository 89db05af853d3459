// The one chunk of a run that is on its way, kept until the server has it. It is on disk before it is sent, so that
// whoever sends it again sends the same bytes under the same key. Two slots of one file take turns and are overwritten
// in place: delivering needs no free disk space beyond them.
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { journalStart, type Position } from './journal-reader.ts';

/** What is known after a chunk: where to go on, and the sums for the run's record. */
export interface Progress {
  /** Chunks cut so far. */
  chunk: number;
  stdout: Position;
  stderr: Position;
  /** Time of the last line, so that no two lines of a run have the same one. */
  lastTimeNs: string;
  lines: number;
  cutLines: number;
  /** Lines that the server refused for good, and why the last of them. */
  refusedLines: number;
  refusedReason: string;
  /** The chunk before the last one that says what the server refused. */
  noteOf?: number;
  /** A line of the log says that the server refused the run's record. */
  isRecordRefused?: boolean;
}

/** A chunk and what is known when it has been delivered. */
export interface Chunk {
  after: Progress;
  body: Buffer;
}

/** Before the first chunk. */
export const noProgress: Progress = {
  chunk: 0,
  stdout: journalStart,
  stderr: journalStart,
  lastTimeNs: '0',
  lines: 0,
  cutLines: 0,
  refusedLines: 0,
  refusedReason: '',
};

/** Longest body of a chunk. */
export const chunkBytesMax = 1 << 20;

const headerBytes = 4096;
const slotBytes = headerBytes + chunkBytesMax;
/** Before the JSON in the header: its length, CRC-32 of JSON and body, and how far the chunk is. */
const fixedBytes = 9;
const stateByte = 8;
/** The server has it; it is too large for the server and goes in parts. */
const chunkState = { waiting: 0, sent: 1, split: 2 } as const;

/** The file `outbox` of one run. Single owner: whoever delivers the run. */
export class Outbox {
  readonly #file: number;
  #progress: Progress;
  #pending: Chunk | undefined;
  #isSplit: boolean;

  /** Opens or makes the file; throws what the file system throws when it cannot be made at its full size. */
  constructor(folder: string) {
    this.#file = openSync(join(folder, 'outbox'), openFlags(folder), 0o600);
    const slots = [0, 1].map((slot) => readSlot(this.#file, slot));
    if (slots.every((slot) => slot === undefined)) this.#reserve();
    const newest = slots.reduce((a, b) => ((b?.after.chunk ?? 0) > (a?.after.chunk ?? 0) ? b : a));
    this.#progress = newest?.after ?? noProgress;
    this.#pending = newest && newest.state !== chunkState.sent ? newest : undefined;
    this.#isSplit = newest?.state === chunkState.split;
  }

  /** What is known after the last chunk, pending or not. */
  get progress(): Progress {
    return this.#progress;
  }

  /** The chunk that the server may or may not have. */
  get pending(): Chunk | undefined {
    return this.#pending;
  }

  /** True when the pending chunk goes in parts, of which the server may have some. */
  get isSplit(): boolean {
    return this.#isSplit;
  }

  /** Keeps the next chunk; the one before must be settled: it is forgotten. */
  put(chunk: Chunk): void {
    const json = Buffer.from(JSON.stringify(chunk.after));
    const slot = Buffer.alloc(headerBytes + chunk.body.length);
    slot.writeUInt32LE(chunk.body.length, fixedBytes);
    slot.writeUInt32LE(json.length, 0);
    json.copy(slot, fixedBytes + 4);
    chunk.body.copy(slot, headerBytes);
    slot.writeUInt32LE(crc32(slot.subarray(fixedBytes)), 4);
    writeWhole(this.#file, slot, slotStart(chunk.after.chunk));
    this.#progress = chunk.after;
    this.#pending = chunk;
    this.#isSplit = false;
  }

  /** From now on the pending chunk goes in parts. */
  split(): void {
    this.#mark(chunkState.split);
    this.#isSplit = true;
  }

  /** The server has the pending chunk. */
  sent(): void {
    if (!this.#pending) return;
    this.#mark(chunkState.sent);
    this.#pending = undefined;
  }

  close(): void {
    closeSync(this.#file);
  }

  #mark(state: number): void {
    writeSync(this.#file, Buffer.of(state), 0, 1, slotStart(this.#progress.chunk) + stateByte);
  }

  #reserve(): void {
    writeWhole(this.#file, Buffer.alloc(2 * slotBytes), 0);
  }
}

const slotStart = (chunk: number) => (chunk % 2) * slotBytes;

function openFlags(folder: string): string {
  try {
    closeSync(openSync(join(folder, 'outbox'), 'r'));
    return 'r+';
  } catch {
    return 'w+';
  }
}

function readSlot(file: number, slot: number): (Chunk & { state: number }) | undefined {
  const bytes = Buffer.alloc(slotBytes);
  const length = readSync(file, bytes, 0, slotBytes, slot * slotBytes);
  if (length < headerBytes) return undefined;
  const jsonLength = bytes.readUInt32LE(0);
  const bodyLength = bytes.readUInt32LE(fixedBytes);
  const end = headerBytes + bodyLength;
  if (jsonLength === 0 || jsonLength > headerBytes - fixedBytes - 4 || end > length)
    return undefined;
  if (crc32(bytes.subarray(fixedBytes, end)) !== bytes.readUInt32LE(4)) return undefined;
  const json = bytes.toString('utf8', fixedBytes + 4, fixedBytes + 4 + jsonLength);
  // Written by `put` above, as its checksum says.
  const after = JSON.parse(json) as Progress;
  const body = bytes.subarray(headerBytes, end);
  return { after, body, state: bytes[stateByte] ?? chunkState.waiting };
}

function writeWhole(file: number, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(file, bytes, done, bytes.length - done, position + done);
  }
}
