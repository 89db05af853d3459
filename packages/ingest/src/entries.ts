// Collects what a receiver decodes from one request, as entries for the log.
import type { LogEntry } from '@groundcrew/wal';
import type { LineLimits, Lines } from './framing/lines.ts';
import type { Intake } from './receivers/receiver.ts';

/** The intake of one request. */
export class EntryIntake implements Intake {
  readonly limits: LineLimits;
  readonly collected: Lines[] = [];
  rows = 0;
  cutRows = 0;

  constructor(limits: LineLimits) {
    this.limits = limits;
  }

  lines(lines: Lines): void {
    this.collected.push(lines);
    this.rows += lines.rows;
  }

  cut(lines: number): void {
    this.cutRows += lines;
  }

  /** The entries, each with the same meta. */
  entries(receivedNs: bigint, meta: string): LogEntry[] {
    return this.collected.map(({ kind, body, rows }) => ({ kind, receivedNs, meta, body, rows }));
  }
}
