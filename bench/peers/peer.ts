// What a system under measurement has to offer, and the thirteen questions it is asked.
import type { KnownLine } from '../log-lines.ts';

/** What the questions are about: the lines of the large load. */
export interface QuerySpan {
  known: KnownLine;
  startMs: number;
  endMs: number;
}

/** A running server. */
export interface Peer {
  name: string;
  pid: number;
  /** Where bodies are posted. */
  ingestUrl: string;
  ingestHeaders: Record<string, string>;
  /** Makes a request's body of JSON lines; without it they are sent one after the other. */
  encode?: (lines: readonly string[]) => Buffer;
  /** True when lines are on disk (fdatasync) before they are acknowledged. */
  syncsBeforeAnswer: boolean;
  /** Seconds from start of the process to the first accepted line. */
  startSeconds: number;
  /** Rows that can be found now, without that first line. */
  countRows(): Promise<number>;
  /** How long lines may stay in memory before it begins to write them; without it there is nothing to wait for. */
  memoryMs?: number;
  /** Writes what waits in memory to disk, where the server would not do so by itself within seconds. */
  flush?: () => Promise<void>;
  /** What is on disk once it is quiet. */
  dataFolder: string;
  /** The answer's text; a `TimeoutError` is thrown when there is none in time. */
  query(name: QueryName, span: QuerySpan, timeoutMs: number): Promise<string>;
  /** The number in the answer to a query that counts. */
  countIn(answer: string): number;
  stop(): Promise<void>;
}

/** A system that can be started. */
export interface System {
  name: string;
  /** Its version; undefined when it is not here. */
  version(): string | undefined;
  /** What to say when it is not here. */
  missing: string;
  /** Starts it with its data in `folder`, its command behind `wrapper` when one is given. */
  start(folder: string, wrapper?: readonly string[]): Promise<Peer>;
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
