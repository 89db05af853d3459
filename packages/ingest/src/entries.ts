// Collects what a receiver decodes from one request, as entries for the log.
import type { LogEntry } from '@groundcrew/wal';
import type { IngestLimits } from './config.ts';
import type { Lines } from './framing/lines.ts';
import type { Intake } from './receivers/receiver.ts';

/** What a decoder keeps to. */
export type IntakeLimits = Pick<
  IngestLimits,
  'maxLineBytes' | 'maxDepth' | 'maxLines' | 'maxDecodedBytes'
>;

/** Longest explanation kept of why a record was left out. */
const DETAIL_LENGTH_MAX = 300;

/** The intake of one request. */
export class EntryIntake implements Intake {
  readonly limits: IntakeLimits;
  readonly collected: Lines[] = [];
  /** Records left out, by reason. */
  readonly rejections = new Map<string, number>();
  rows = 0;
  cutRows = 0;
  rejectedRecords = 0;
  rejectedDetail = '';
  brokenDetail: string | undefined;
  #bytes = 0;

  constructor(limits: IntakeLimits) {
    this.limits = limits;
  }

  lines(lines: Lines): boolean {
    this.collected.push(lines);
    this.rows += lines.rows;
    this.#bytes += lines.body.length;
    return this.rows <= this.limits.maxLines && !this.isTooLarge;
  }

  cut(lines: number): void {
    this.cutRows += lines;
  }

  reject(reason: string, detail: string): void {
    if (this.rejectedRecords++ === 0) this.rejectedDetail = detail.slice(0, DETAIL_LENGTH_MAX);
    this.rejections.set(reason, (this.rejections.get(reason) ?? 0) + 1);
  }

  broken(detail: string): void {
    this.brokenDetail ??= detail.slice(0, DETAIL_LENGTH_MAX);
  }

  /** True when the lines have become larger than a body may be: what holds for many records stands in each line. */
  get isTooLarge(): boolean {
    return this.#bytes > 1.25 * this.limits.maxDecodedBytes;
  }

  /** Bytes of the lines beyond those of the request's body: 0 when the lines are parts of it. */
  bytesBeside(body: Buffer): number {
    return this.collected.every((lines) => lines.body.buffer === body.buffer) ? 0 : this.#bytes;
  }

  /** The entries, each with the same meta. */
  entries(receivedNs: bigint, meta: string): LogEntry[] {
    return this.collected.map(({ kind, body, rows }) => ({ kind, receivedNs, meta, body, rows }));
  }
}
