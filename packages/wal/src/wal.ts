// The write-ahead log's contract. An entry is safe on disk before `append` resolves.

/** How the store must read an entry's body. Numbers are on disk: never reuse one. */
export const entryKind = {
  /** The first entry of each segment: what the file is. */
  header: 0,
  /** Lines, each a JSON object without nested objects, or text. */
  lines: 1,
  /** Lines, of which some are JSON objects with objects inside. */
  nestedLines: 2,
} as const;

/** What a receiver hands to the log: one request's bytes, or a part of a large one. */
export interface LogEntry {
  kind: (typeof entryKind)['lines' | 'nestedLines'];
  receivedNs: bigint;
  /** JSON object of what holds for every line (service, host, …, and the idempotency key); "" when nothing does. */
  meta: string;
  /** Lines separated by \n. The log keeps the buffers until `append` settles: the caller must not change them. */
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
  rows: number;
  /** True when found at start-up: the store may hold some of it already. */
  isRecovered: boolean;
}

/** The write-ahead log. One process owns its folder. */
export interface Wal {
  /**
   * Keeps entries. All entries of one call get into the same segment, whole or not at all.
   * Resolves once they are on disk (fdatasync).
   * Rejects with code `log-full` (503) past the bound and `log-failed` (503) after an fsync or write error.
   */
  append(entries: readonly LogEntry[], rows: number): Promise<void>;
  /** The oldest sealed segment not handed out yet; waits for one. Resolves undefined once the log is closed and empty. */
  nextSealed(): Promise<SealedSegment | undefined>;
  /** The store has all rows of this segment on disk: forget it. Segments are trimmed in order. */
  trim(segment: SealedSegment): Promise<void>;
  /** Bytes in segments not yet trimmed, the open one included. */
  readonly sizeBytes: number;
  /** Stops appends, seals the open segment. Sealed segments can still be taken and trimmed. */
  close(): Promise<void>;
}
