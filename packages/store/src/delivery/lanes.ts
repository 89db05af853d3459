// The two lanes: rows, strictly in order, and behind them roll-ups and trimming, which take together what piled up.
// Each has one insert in flight.
import type { Log } from '@groundcrew/runtime';
import type { SealedSegment, Wal } from '@groundcrew/wal';
import { backoffMs, pause } from '../backoff.ts';
import { reasonOf } from './failure.ts';
import { Handover } from './handover.ts';

export interface LanesOptions {
  wal: Pick<Wal, 'nextSealed' | 'trim'>;
  /** Between two inserts into `logs`: the time for changes of the table. Must not throw. */
  beforeRows: (next: SealedSegment) => Promise<void>;
  /** Both resolve false when stopped. */
  deliverRows: (segment: SealedSegment) => Promise<boolean>;
  deliverRollUps: (segments: readonly SealedSegment[]) => Promise<boolean>;
  onTaken: (segment: SealedSegment) => void;
  onTrimmed: (segment: SealedSegment) => void;
  log: Log;
  /** Aborts what is under way; the log keeps what was not trimmed. */
  abandon: AbortSignal;
}

/** Segments between the lanes; the rows' lane waits when the other falls this far behind. */
const waitingMax = 64;

/** Runs both lanes until the log is closed and empty, or abandoned. */
export async function runLanes(options: LanesOptions): Promise<void> {
  const waiting = new Handover<SealedSegment>(waitingMax);
  // A lane that ends, for whatever reason, lets the other end too.
  const lanes = [rowsLane, rollUpLane].map((lane) =>
    lane(options, waiting).finally(() => waiting.close()),
  );
  for (const result of await Promise.allSettled(lanes)) {
    if (result.status === 'rejected') throw result.reason;
  }
}

async function rowsLane(options: LanesOptions, waiting: Handover<SealedSegment>): Promise<void> {
  const abandoned = aborted(options.abandon);
  let next = options.wal.nextSealed();
  for (;;) {
    const segment = await Promise.race([next, abandoned]);
    if (!segment || options.abandon.aborted) return;
    options.onTaken(segment);
    // Asked for early, to be at hand when this one is done. A failure shows when it is awaited.
    next = options.wal.nextSealed();
    next.catch(() => {});
    await options.beforeRows(segment);
    if (!(await options.deliverRows(segment))) return;
    if (!(await waiting.put(segment))) return;
  }
}

async function rollUpLane(options: LanesOptions, waiting: Handover<SealedSegment>): Promise<void> {
  for (;;) {
    const segments = await waiting.takeAll();
    if (segments.length === 0) return;
    if (!(await options.deliverRollUps(segments))) return;
    for (const segment of segments) {
      if (!(await trim(segment, options))) return;
      options.onTrimmed(segment);
    }
  }
}

async function trim(segment: SealedSegment, options: LanesOptions): Promise<boolean> {
  for (let failures = 0; !options.abandon.aborted; failures++) {
    try {
      await options.wal.trim(segment);
      return true;
    } catch (error) {
      const fields = { batch: `${segment.batch}`, reason: reasonOf(error) };
      options.log.error(fields, 'cannot trim the log; trying again');
      const limits = { firstMs: 100, maxMs: 5_000, random: Math.random };
      await pause(backoffMs(failures, limits), options.abandon);
    }
  }
  return false;
}

function aborted(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
