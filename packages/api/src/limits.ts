// Every bound of the API in one place.

/** Bounds on what callers can make the API and the store do. */
export interface ApiLimits {
  /** Store queries running at once. */
  queriesRunning: number;
  /** Store queries waiting for their turn; past it callers are told to come back. */
  queriesWaiting: number;
  /** How long a query waits for its turn. */
  queryWaitMs: number;
  /** How long the store may work on a query of the search API. */
  searchSeconds: number;
  /** How long the store may work on one stretch of an export, which has no bound on its rows. */
  exportSeconds: number;
  /** How long the store may work on a user's SQL. */
  sqlSeconds: number;
  /** Memory of one query in the store. */
  queryMemoryBytes: number;
  /** Rows one query may read. */
  queryReadRows: number;
  /** Rows a user's SQL may return. */
  sqlResultRows: number;
  /** Bytes a user's SQL may return. */
  sqlResultBytes: number;
  /** Characters of a user's SQL. */
  sqlLength: number;
  /** Threads of one query in the store. */
  queryThreads: number;
}

export const defaultLimits: ApiLimits = {
  queriesRunning: 8,
  queriesWaiting: 64,
  queryWaitMs: 10_000,
  searchSeconds: 30,
  exportSeconds: 3600,
  sqlSeconds: 30,
  queryMemoryBytes: 512 * 1024 * 1024,
  queryReadRows: 10_000_000_000,
  sqlResultRows: 1_000_000,
  sqlResultBytes: 256 * 1024 * 1024,
  sqlLength: 64 * 1024,
  queryThreads: 4,
};

/** Request bodies larger than this are refused. */
export const bodyBytesMax = 256 * 1024;
