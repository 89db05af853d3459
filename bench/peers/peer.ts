// What the harness needs of each system it measures.
import type { KnownLine } from '../log-lines.ts';

/** The thirteen queries; names are the table's rows. */
export interface QuerySpan {
  known: KnownLine;
  startMs: number;
  endMs: number;
}

/** A running server. */
export interface Peer {
  name: string;
  pid: number;
  /** Where bodies of JSON lines are posted. */
  ingestUrl: string;
  ingestHeaders: Record<string, string>;
  /** Seconds from start of the process to the first accepted line. */
  startSeconds: number;
  /** Rows that can be found now. */
  countRows(): Promise<number>;
  /** Bytes on disk. */
  dataFolder: string;
  /** By query name: the answer's text, or undefined where the peer has no such query. */
  query(name: QueryName, span: QuerySpan): Promise<string>;
  stop(): Promise<void>;
}

export const queryNames = [
  'needle: one request id, its row',
  'two common words, count',
  'a rare word, count',
  'a rare word, its rows',
  'phrase, count',
  'substring, count',
  'attribute equals, count',
  'attribute > number, count',
  'count by service',
  'count by an attribute',
  'count by minute and level',
  'newest 100',
  'newest 100 errors of one service',
] as const;
export type QueryName = (typeof queryNames)[number];
