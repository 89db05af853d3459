// Puts the roll-ups of delivered segments into `logs_per_minute` and trims the log. Works beside the rows of the next
// segments; what piles up meanwhile goes in with one insert.
import type { SealedSegment } from '@groundcrew/wal';
import type { LogWriter } from './log-writer.ts';
import { persist, type PersistContext } from './persist.ts';

export interface RollUpLaneOptions {
  writer: Pick<LogWriter, 'insertRollUps'>;
  persistContext: PersistContext;
}

/** Batches of one insert: bounds the statement's length. */
const batchesMax = 64;

/** Resolves true when the store holds the roll-ups of all these segments, false when stopped. */
export async function deliverRollUps(
  segments: readonly SealedSegment[],
  options: RollUpLaneOptions,
  stop: AbortSignal,
): Promise<boolean> {
  for (let start = 0; start < segments.length; start += batchesMax) {
    const group = segments.slice(start, start + batchesMax);
    const batches = group.map((segment) => segment.batch);
    const isDone = await persist(
      {
        target: 'logs_per_minute',
        batches,
        isRecovered: group.some((segment) => segment.isRecovered),
        insert: (attempt) => options.writer.insertRollUps(batches, attempt),
      },
      options.persistContext,
      stop,
    );
    if (!isDone) return false;
  }
  return true;
}
