// The next records of one content, after making sure that it still is that content: a file may be truncated, rewritten
// or replaced between any two system calls.
import type { FileHandle } from 'node:fs/promises';
import {
  cutLongLine,
  cutRecords,
  type CutEnd,
  type CutRecords,
  type RecordForm,
} from './cut-records.ts';
import { type FollowedFile, headBytesMax, nextAnchor, nextHead } from './followed.ts';
import { type OpenFiles, readAt } from './open-files.ts';
import type { PackedReader } from './packed-reader.ts';

/** Bytes read at a time, unless lines may be longer. */
const chunkBytesMin = 1024 * 1024;
/** Bytes a file may have grown by since it was looked at without a second read. */
const smallBytes = 4096;
/** Bytes searched for the end of a long line before other files have their turn. */
const searchBytesMax = 64 * 1024 * 1024;

/** Records, with what is known once they are kept. */
export interface Chunk extends CutRecords {
  end: number;
  head: Buffer;
  anchor: Buffer;
}

/** What a read came to. */
export type ReadOutcome =
  | { kind: 'chunk'; chunk: Chunk; isAtEnd: boolean }
  /** Nothing complete is there. `partialBytes` wait for their end. */
  | { kind: 'nothing'; partialBytes: number; isAtEnd: boolean }
  /** The content is not there any more. */
  | { kind: 'lost' };

/** What a read needs. */
export interface ReadOptions {
  form: RecordForm;
  end: CutEnd;
}

/** Where bytes come from: fewer than asked for only at the end. */
type Source = (position: number, length: number) => Promise<Buffer>;

/** Reads the next chunk of a plain file. Rejects with errors of the operating system. */
export async function readPlain(
  file: FollowedFile,
  files: OpenFiles,
  options: ReadOptions,
): Promise<ReadOutcome> {
  const handle = await files.get(file.id, file.path, file.place);
  if (!handle) return { kind: 'lost' };
  const source: Source = (position, length) => readAt(handle, position, length);
  const before = await source(file.position - file.anchor.length, file.anchor.length);
  if (!before.equals(file.anchor)) return { kind: 'lost' };
  const outcome = await readRecords(file, source, options);
  const isSame = await isStill(handle, files, expectedOf(file, outcome, options));
  return isSame ? outcome : { kind: 'lost' };
}

/** Reads the next chunk of a compressed file, which does not change. Rejects when it is damaged. */
export function readPacked(
  file: FollowedFile,
  reader: PackedReader,
  options: ReadOptions,
): Promise<ReadOutcome> {
  return readRecords(file, (position, length) => reader.read(position, length), options);
}

/** How the file must begin, and how large it must be, for the outcome to be true. */
function expectedOf(
  file: FollowedFile,
  outcome: ReadOutcome,
  { end }: ReadOptions,
): { head: Buffer; size: number } {
  if (outcome.kind === 'chunk') {
    // What was announced may be more than a copy has.
    const isRepeated = file.intentEnd !== undefined && end.isFinal;
    return { head: outcome.chunk.head, size: isRepeated ? file.position : outcome.chunk.end };
  }
  const partialBytes = outcome.kind === 'nothing' ? outcome.partialBytes : 0;
  return { head: file.head, size: file.position + partialBytes };
}

/** Looked at after reading: had the file been truncated before, what was read would not count. */
async function isStill(
  handle: FileHandle,
  files: OpenFiles,
  { head, size }: { head: Buffer; size: number },
): Promise<boolean> {
  const start = await readAt(handle, 0, head.length);
  return start.equals(head) && (await files.state(handle)).size >= size;
}

const chunkBytesOf = ({ maxLineBytes }: RecordForm) => Math.max(chunkBytesMin, 2 * maxLineBytes);

async function readRecords(
  file: FollowedFile,
  source: Source,
  { form, end }: ReadOptions,
): Promise<ReadOutcome> {
  const { position, intentEnd } = file;
  const wanted = Math.min(chunkBytesOf(form), (intentEnd ?? Number.POSITIVE_INFINITY) - position);
  // Most files have little that is new: a buffer of that size first.
  const expected = Math.min(wanted, Math.max(0, file.size - position) + smallBytes);
  let bytes = await source(position, expected);
  if (bytes.length === expected && expected < wanted) bytes = await source(position, wanted);
  const isAtEnd = bytes.length < wanted;
  if (intentEnd !== undefined) {
    // A copy may end before what was announced: what it has goes under the same key.
    if (isAtEnd && !end.isFinal) return { kind: 'lost' };
    return repeatIntent(file, bytes, intentEnd, form);
  }
  const isFinal = end.isFinal && isAtEnd;
  const records = cutRecords(bytes, form, { isFinal, isAged: end.isAged && isAtEnd });
  if (records.length > 0) {
    return { kind: 'chunk', chunk: chunkOf(file, records, bytes), isAtEnd };
  }
  if (isAtEnd) return { kind: 'nothing', partialBytes: bytes.length, isAtEnd };
  return readLongLine(file, source, bytes, { form, end });
}

/** The same range as was announced before a crash. */
function repeatIntent(
  file: FollowedFile,
  bytes: Buffer,
  intentEnd: number,
  form: RecordForm,
): ReadOutcome {
  const length = intentEnd - file.position;
  const isLong = length > chunkBytesOf(form);
  const records = isLong
    ? cutLongLine(bytes, length, form)
    : cutRecords(bytes, form, { isFinal: true, isAged: true, isCounted: true });
  const chunk = chunkOf(file, { ...records, length }, isLong ? Buffer.alloc(0) : bytes);
  return { kind: 'chunk', chunk, isAtEnd: false };
}

/** A line longer than a chunk: its end is searched, its start is kept. */
async function readLongLine(
  file: FollowedFile,
  source: Source,
  start: Buffer,
  { form, end }: ReadOptions,
): Promise<ReadOutcome> {
  const kept = Buffer.from(start);
  const from = Math.max(file.scannedTo, file.position + start.length);
  for (let at = from; at - from < searchBytesMax;) {
    const block = await source(at, chunkBytesMin);
    const newline = block.indexOf(0x0a);
    const isAtEnd = block.length < chunkBytesMin;
    if (newline >= 0 || (isAtEnd && end.isFinal)) {
      const length = at + (newline < 0 ? block.length : newline + 1) - file.position;
      const records = cutLongLine(kept, length, form);
      const chunk = chunkOf(file, records, Buffer.alloc(0));
      return { kind: 'chunk', chunk, isAtEnd: newline < 0 };
    }
    at += block.length;
    file.scannedTo = at;
    if (isAtEnd) return { kind: 'nothing', partialBytes: at - file.position, isAtEnd };
  }
  return { kind: 'nothing', partialBytes: file.scannedTo - file.position, isAtEnd: false };
}

/** `bytes` are those from the position on; none after a long line, whose last bytes were not kept. */
function chunkOf(file: FollowedFile, records: CutRecords, bytes: Buffer): Chunk {
  const read = bytes.subarray(0, records.length);
  const isWhole = read.length === records.length;
  return {
    ...records,
    end: file.position + records.length,
    head: isWhole ? nextHead(file.head, file.position, bytes.subarray(0, headBytesMax)) : file.head,
    anchor: isWhole ? nextAnchor(file.anchor, read) : Buffer.alloc(0),
  };
}
