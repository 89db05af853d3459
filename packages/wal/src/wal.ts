// The write-ahead log's contract. An entry is safe on disk before `append` resolves.
import type { Clock, Log, Metrics } from '@groundcrew/runtime';
import type { FileSystem } from './file-system.ts';
import type { Schedule } from './schedule.ts';

/** How the store must read an entry's body. Numbers are on disk: never reuse one. */
export const entryKind = {
  /** The first row of each segment: what the file is. The store skips it. */
  header: 0,
  /** Lines, each a JSON object without nested objects, or text. */
  lines: 1,
  /** Lines, of which some are JSON objects with objects inside. */
  nestedLines: 2,
  /** Lines, each the record of a run as JSON. They are no rows of the log. */
  runs: 4,
} as const;

/** Whether an entry's lines become rows of the table of logs. */
export const isLogKind = (kind: number): boolean =>
  kind === entryKind.lines || kind === entryKind.nestedLines;

/** What a receiver hands to the log: one request's bytes, or a part of a large one. */
export interface LogEntry {
  kind: (typeof entryKind)['lines' | 'nestedLines' | 'runs'];
  receivedNs: bigint;
  /**
   * JSON object text of what holds for every line (service, host, …); "" when nothing does. At most 64 KiB.
   * The member `wal` is the log's own: it adds it for idempotency keys and for appends of several entries.
   */
  meta: string;
  /** Lines separated by \n, at most 32 MiB. The caller must not change the bytes until `append` settles. */
  body: Buffer;
  /** Non-empty lines in `body`. */
  rows: number;
}

/** A closed segment: the unit that enters the store as one batch. */
export interface SealedSegment {
  /** Unique for ever: the log's own id in the upper 24 bits, the segment's number in the lower 40. */
  batch: bigint;
  path: string;
  sizeBytes: number;
  /** Lines of logs. */
  rows: number;
  /** Records of runs. */
  runRows: number;
  /** True when found at start-up: the store may hold some of it already. */
  isRecovered: boolean;
}

/** What `append` says about a call that is safe on disk. */
export interface AppendResult {
  /** Rows kept: of this call, or of the first call with the same key. */
  rows: number;
  /** True when the key was known: nothing was written this time. */
  isRepeat: boolean;
}

/** The write-ahead log. One process owns its folder. */
export interface Wal {
  /**
   * Keeps entries. All entries of one call get into the same segment, whole or not at all, also across a crash.
   * Resolves once they are on disk (fdatasync, and fsync of the folder for a new segment).
   *
   * A `key` makes a resend harmless: a second call with it, while the first is under way or within at least a day
   * (or 200,000 keys) after it, also across restarts, answers as the first did. A failed first lets the next one try.
   * The caller scopes keys by who sent them, for example `<token id>:<Idempotency-Key>`.
   *
   * Rejects with a GroundcrewError of status 503 and `retryAfterSeconds`: `log-full` past the bound or when the disk
   * has no space, `log-busy` when too much waits for the disk, `log-failed` after any other write or fsync error,
   * `log-closed` after `close`. Nothing of a rejected call is delivered, unless the machine stops right after.
   */
  append(entries: readonly LogEntry[], rows: number, key?: string): Promise<AppendResult>;
  /**
   * The oldest sealed segment not handed out yet; waits for one. Segments found at start-up come first, in order.
   * Resolves undefined once the log is closed and empty. One call at a time.
   */
  nextSealed(): Promise<SealedSegment | undefined>;
  /**
   * The store has all rows of this segment on disk: forget it. Segments are trimmed in the order they were taken.
   * Rejects with `log-failed` when the file cannot be removed; call again. After a power loss a trimmed file may be
   * back: it is then handed out as recovered, and the delivery's verification by count finds it delivered.
   */
  trim(segment: SealedSegment): Promise<void>;
  /** Bytes in segments not yet trimmed, the open one included. */
  readonly sizeBytes: number;
  /** Sealed segments not yet trimmed, those handed out included. */
  readonly segmentCount: number;
  /** When the oldest entry not yet trimmed was received; undefined when there is none or it was not read yet. */
  readonly oldestUndeliveredNs: bigint | undefined;
  /** True from a write or fsync error until an append succeeds again. */
  readonly isFailed: boolean;
  /** Stops appends, seals the open segment. Sealed segments can still be taken and trimmed. */
  close(): Promise<void>;
}

/** What `openWal` needs. Bounds have defaults; tests make them small. */
export interface WalOptions {
  /** The log's own folder; made with mode 0700 when absent. */
  dir: string;
  fs?: FileSystem;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  schedule?: Schedule;
  /** A segment is sealed once it has this many bytes. Default 32 MiB. */
  segmentBytesMax?: number;
  /** Or this many rows, because the store's memory for a batch grows with them. Default 250,000. */
  segmentRowsMax?: number;
  /** A segment is sealed this long after its first entry, twice as long while entries keep coming. Default 250. */
  segmentAgeMsMax?: number;
  /** Bound of all segments not yet trimmed. Default 4 GiB. */
  sizeBytesMax?: number;
  /** Bound of the bytes that wait for their fdatasync. Default 64 MiB. */
  waitingBytesMax?: number;
  /** Called at each write or fsync error, so that the program may decide to restart. */
  onFailure?: (error: Error) => void;
}
