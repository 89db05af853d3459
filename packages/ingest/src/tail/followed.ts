// What is known of one content that is followed: where it is now, how far it was kept, and how it is recognised again.
// It is the content that has a position, not the path: rotation moves it to another name, a copy or a compressed file.
import { randomBytes } from 'node:crypto';

/** How a file is packed. */
export type Packing = 'plain' | 'gzip' | 'zstd';

/** The part that is kept across restarts. */
export interface SavedFile {
  /** Never used twice, so that keys made of it and a range name the same bytes for ever. */
  readonly id: string;
  /** The pattern of the configuration that found it. */
  rule: string;
  /** Where it was found; what its lines have as `file`. */
  readonly logPath: string;
  /** What `logPath` led to then: another file when it is a symbolic link. */
  readonly realPath: string;
  /** Where its content is now. */
  path: string;
  packing: Packing;
  /** Device and inode, `1:2`; "" when packed. */
  place: string;
  /** Every byte before it is in the log; always the start of a line. */
  position: number;
  /** The first bytes of the content, at most {@link headBytesMax}. */
  head: Buffer;
  /** The bytes right before `position`, at most {@link anchorBytesMax}. */
  anchor: Buffer;
  /** When the file was last written, as seen. */
  mtimeMs: number;
  /** Set while the bytes from `position` up to here may be in the log already. */
  intentEnd: number | undefined;
  /** Set while contents of its log, last written since then, may not have been seen: it was rotated several times. */
  missedSinceMs: number | undefined;
  /** Nothing more is to be read; remembered so that it is not taken for something new. */
  isDone: boolean;
}

/** One content with what is only known while the program runs. */
export interface FollowedFile extends SavedFile {
  size: number;
  /** When its path is looked at next, on the monotonic clock. */
  lookAtMs: number;
  grownAtMs: number;
  /** Worth a read: it grew, or was written without growing. */
  isReady: boolean;
  /** Since when its content is not where it was. */
  lostSinceMs: number | undefined;
  /** Nothing reaches it any more but the open descriptor. */
  isUnlinked: boolean;
  /** Found in a copy after the original was truncated: nothing is added to that any more. */
  isCopy: boolean;
  /** When it was last written, as looked at; `mtimeMs` follows once the content was found to be the same. */
  seenMtimeMs: number;
  /** When looked at it had just been written: what came right after may have the same time. */
  isFresh: boolean;
  /** The size at which nothing complete was found. */
  triedSize: number | undefined;
  /** How often to look for contents that came and went unseen: it was rotated or emptied. */
  missedLooks: number;
  /** Reads in a row that failed. */
  failures: number;
  /** How far a line without an end was searched for one. */
  scannedTo: number;
}

export const headBytesMax = 1024;
export const anchorBytesMax = 64;

/** Looks for unseen contents are repeated as long as rotation goes on under them, at most so often. */
const missedLooksMax = 50;

/** Says that contents of its log last written since `sinceMs` may not have been seen. */
export function expectMissed(file: FollowedFile, sinceMs: number): void {
  file.missedSinceMs ??= sinceMs;
  file.missedLooks = missedLooksMax;
}

/** A content found just now. */
export function newFile(found: {
  rule: string;
  logPath: string;
  realPath: string;
  path: string;
  packing: Packing;
  place: string;
  mtimeMs: number;
  head: Buffer;
  position?: number;
  anchor?: Buffer;
}): FollowedFile {
  return revived({
    id: randomBytes(9).toString('base64url'),
    position: 0,
    anchor: Buffer.alloc(0),
    intentEnd: undefined,
    missedSinceMs: undefined,
    isDone: false,
    ...found,
  });
}

/** A content as it was saved, to be looked at now. */
export function revived(saved: SavedFile): FollowedFile {
  return {
    ...saved,
    size: saved.position,
    lookAtMs: 0,
    grownAtMs: 0,
    isReady: true,
    lostSinceMs: undefined,
    isUnlinked: false,
    isCopy: false,
    seenMtimeMs: saved.mtimeMs,
    triedSize: undefined,
    missedLooks: saved.missedSinceMs === undefined ? 0 : missedLooksMax,
    failures: 0,
    isFresh: true,
    scannedTo: 0,
  };
}

/** Whether bytes from the start of a file, which may be a copy still being made, can be those of this content. */
export function hasHead(file: Pick<SavedFile, 'head' | 'isDone'>, start: Buffer): boolean {
  const { head, isDone } = file;
  const length = Math.min(head.length, start.length);
  if (length === 0) return false;
  // A finished content shorter than a head is all of it.
  if (isDone && head.length < headBytesMax && start.length > head.length) return false;
  return start.subarray(0, length).equals(head.subarray(0, length));
}

/** The bytes that precede `end`, out of the anchor before and the bytes read since. */
export function nextAnchor(anchor: Buffer, read: Buffer): Buffer {
  const bytes = read.length >= anchorBytesMax ? read : Buffer.concat([anchor, read]);
  return Buffer.from(bytes.subarray(Math.max(0, bytes.length - anchorBytesMax)));
}

/** The head with what has been read since, as long as it is short. `readStart` is where `read` begins. */
export function nextHead(head: Buffer, readStart: number, read: Buffer): Buffer {
  const known = head.length - readStart;
  if (head.length >= headBytesMax || known < 0 || known >= read.length) return head;
  return Buffer.concat([head, read.subarray(known, known + headBytesMax - head.length)]);
}
