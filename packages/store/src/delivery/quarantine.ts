// What to do with a batch the store refuses for what is in it: find the rows, put them aside on disk, and let the
// rest go in. The rows are put aside before anything else, so a crash at any point decides the same again.
import { readFile } from 'node:fs/promises';
import { type Clock, type Log } from '@groundcrew/runtime';
import type { SealedSegment } from '@groundcrew/wal';
import { findRefusedRows, type RefusedRow } from './bisect.ts';
import type { DeadLetter, DeadLetters } from './dead-letters.ts';
import type { Failure } from './failure.ts';
import { toRfc3339 } from './rfc3339.ts';
import { lineOf, readSegmentLines, segmentOfRange, type SegmentLines } from './segment-lines.ts';

/** Dry runs against the store: nothing is stored. */
export interface Probe {
  /**
   * Makes the store ready for dry runs. Undefined when it takes a harmless line; else why not: the fault is not the
   * batch's then.
   */
  prepare(batch: bigint): Promise<string | undefined>;
  /** Undefined when the store would take this segment file, else why not. Waits while the store is away. */
  ask(file: Buffer, batch: bigint): Promise<string | undefined>;
  /** Time the store took for dry runs so far; waiting for it to be up does not count. */
  readonly spentMs: number;
}

export interface QuarantineOptions {
  probe: Probe;
  deadLetters: DeadLetters;
  clock: Clock;
  log: Log;
  /** Time for finding rows, and for a refusal nobody can explain, before the whole batch is put aside. */
  budgetMs: number;
  onDeadLetters: (rows: number) => void;
}

/** Examines refusals of one batch. */
export interface Quarantine {
  examine(failure: Failure): Promise<void>;
}

/** So many refusals without an explanation, besides their time, before a batch is put aside whole. */
const unexplainedMin = 5;

export function openQuarantine(segment: SealedSegment, options: QuarantineOptions): Quarantine {
  let firstUnexplainedMs: number | undefined;
  let unexplainedCount = 0;
  const fields = { batch: `${segment.batch}` };

  async function examine(failure: Failure): Promise<void> {
    const fault = await options.probe.prepare(segment.batch);
    if (fault !== undefined) {
      options.log.error({ ...fields, fault }, 'the store takes no rows at all; waiting');
      return;
    }
    const startMs = options.probe.spentMs;
    const lines = readSegmentLines(await readFile(segment.path));
    const { refused } = await findRefusedRows({
      rows: lines.rows,
      probe: (range) => options.probe.ask(segmentOfRange(lines, range), segment.batch),
      isOver: () => options.probe.spentMs - startMs > options.budgetMs,
    });
    const earlier = await options.deadLetters.excluded(segment.batch);
    const fresh = refused.filter(({ row }) => earlier !== 'all' && !earlier?.has(row));
    if (fresh.length > 0) await putAside(lines, fresh);
    else await unexplained(failure, lines.rows);
  }

  async function putAside(lines: SegmentLines, refused: readonly RefusedRow[]): Promise<void> {
    const time = toRfc3339(options.clock.nowNs());
    const letters = refused.map(({ row, reason }): DeadLetter => ({
      time,
      batch: `${segment.batch}`,
      row,
      reason,
      ...textOf(lineOf(lines, row)),
    }));
    await options.deadLetters.add(segment.batch, letters);
    options.onDeadLetters(letters.length);
    options.log.error(
      { ...fields, rows: letters.length },
      'put refused rows aside as dead letters',
    );
  }

  /** Dry runs take what the real insert refuses: perhaps it passes, perhaps not. */
  async function unexplained(failure: Failure, rows: number): Promise<void> {
    const nowMs = options.clock.monotonicMs();
    firstUnexplainedMs ??= nowMs;
    unexplainedCount += 1;
    const isPersistent = unexplainedCount >= unexplainedMin;
    if (!isPersistent || nowMs - firstUnexplainedMs < options.budgetMs) return;
    const time = toRfc3339(options.clock.nowNs());
    const letter = { time, batch: `${segment.batch}`, reason: failure.reason, rows };
    await options.deadLetters.addSegment(segment.batch, letter, segment.path);
    options.onDeadLetters(rows);
    options.log.error({ ...fields, rows, reason: failure.reason }, 'put a whole batch aside');
  }

  return { examine };
}

/** The line as text, or as base64 when it is not UTF-8. */
function textOf(line: Buffer): Pick<DeadLetter, 'line' | 'line_base64'> {
  const text = line.toString();
  return Buffer.from(text).equals(line) ? { line: text } : { line_base64: line.toString('base64') };
}
