// Puts the rows of one segment into the table `logs`, whatever happens on the way.
import type { Log } from '@groundcrew/runtime';
import type { SealedSegment } from '@groundcrew/wal';
import type { DeadLetters } from './dead-letters.ts';
import type { HeldRows, LogWriter } from './log-writer.ts';
import type { DeliveryMetrics } from './delivery-metrics.ts';
import { type Attempt, persist, type PersistContext } from './persist.ts';
import { openQuarantine, type QuarantineOptions } from './quarantine.ts';
import { toRanges } from './segment-lines.ts';

export interface RowsLaneOptions {
  writer: Pick<LogWriter, 'insertRows' | 'heldRows'>;
  deadLetters: DeadLetters;
  persistContext: PersistContext;
  quarantine: QuarantineOptions;
  metrics: Pick<DeliveryMetrics, 'partial'>;
  log: Log;
  /** Reads the table's columns again: somebody may have changed them. */
  reloadSchema: () => Promise<void>;
}

/** This many attempts in a row without an answer make the batch itself suspect: it may crash the store. */
const uncertainMax = 12;

/** Resolves true when the store holds every row that is not a dead letter, false when stopped. */
export function deliverRows(
  segment: SealedSegment,
  options: RowsLaneOptions,
  stop: AbortSignal,
): Promise<boolean> {
  const { batch } = segment;
  const quarantine = openQuarantine(segment, options.quarantine);

  async function insert(attempt: Attempt): Promise<void> {
    const excluded = await options.deadLetters.excluded(batch);
    if (excluded === 'all') return;
    const without = toRanges(excluded ?? []);
    if (!attempt.isMissingOnly) return options.writer.insertRows(segment, without, attempt);
    const before = await options.writer.heldRows(batch, attempt.signal);
    await options.writer.insertRows(segment, without, attempt);
    const after = await options.writer.heldRows(batch, attempt.signal);
    compare(before, after, segment.rows - (excluded?.size ?? 0));
  }

  /** A batch enters a partition whole or not at all. What was found otherwise is healed by now, but not silently. */
  function compare(before: HeldRows, after: HeldRows, expected: number): void {
    for (const [day, count] of before) {
      if (after.get(day) === count) continue;
      options.metrics.partial.add();
      const fields = { batch: `${batch}`, day, before: count, after: after.get(day) };
      options.log.error(fields, 'a partition held a part of a batch; the rest was inserted');
    }
    const total = [...after.values()].reduce((sum, count) => sum + count, 0);
    if (total === expected) return;
    const fields = { batch: `${batch}`, rows: total, expected };
    options.log.error(fields, 'the store holds another number of rows of a batch than the log');
  }

  const task = {
    target: 'logs',
    batches: [batch],
    isRecovered: segment.isRecovered,
    insert,
    async onFailure(failure, uncertainInARow) {
      const isSuspect = uncertainInARow > 0 && uncertainInARow % uncertainMax === 0;
      if (failure.kind === 'refused') await options.reloadSchema();
      if (failure.kind === 'refused' || isSuspect) await quarantine.examine(failure);
    },
  } satisfies Parameters<typeof persist>[0];
  return persist(task, options.persistContext, stop);
}
