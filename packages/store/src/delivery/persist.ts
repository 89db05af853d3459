// Repeats an insert until the store holds it. Never gives up: that the store is down, full or refuses is no reason
// to lose rows, the log keeps them. Decides when to wait, when to fence, and when to look before inserting.
import type { Log } from '@groundcrew/runtime';
import { backoffMs, pause } from '../backoff.ts';
import { type Failure, judgeFailure } from './failure.ts';
import type { Fence } from './fence.ts';
import type { InsertMode, InsertTarget } from './log-batch.ts';

/** One attempt at an insert. */
export interface Attempt extends InsertMode {
  /** Marks the attempt's query in the store, so that it can be found and ended. */
  id: string;
  /** Aborts when the attempt takes too long or the delivery stops. */
  signal: AbortSignal;
}

export interface PersistTask {
  target: InsertTarget;
  batches: readonly bigint[];
  /** True when an earlier process may have inserted some of it. */
  isRecovered: boolean;
  insert: (attempt: Attempt) => Promise<void>;
  /** Called after each failure, before the wait. `uncertainInARow`: attempts without an answer up to now. */
  onFailure?: (failure: Failure, uncertainInARow: number) => Promise<void>;
}

export interface PersistContext {
  isUp: () => boolean;
  /** Resolves when the store can be asked. */
  waitUntilUp: (signal: AbortSignal) => Promise<void>;
  fence: Fence;
  log: Log;
  random: () => number;
  /** An attempt longer than this counts as unanswered; the bound doubles each time. */
  timeoutMs: number;
  /** Longest wait between two attempts. */
  pauseMsMax: number;
  onFailure: (target: InsertTarget, failure: Failure) => void;
}

/** Resolves true when the store holds the rows on disk, false when the signal ended the attempts. */
export async function persist(
  task: PersistTask,
  context: PersistContext,
  stop: AbortSignal,
): Promise<boolean> {
  const state: PersistState = {
    failures: 0,
    uncertainInARow: 0,
    mustFence: task.isRecovered && context.fence.outlivesGateway,
    isMissingOnly: task.isRecovered,
    fence: context.fence.first,
  };
  while (!stop.aborted) {
    try {
      await attempt(task, context, state, stop);
      return true;
    } catch (error) {
      if (stop.aborted) return false;
      await recover(task, context, state, error);
    }
    await pause(
      backoffMs(state.failures - 1, { ...context, firstMs: 50, maxMs: context.pauseMsMax }),
      stop,
    );
  }
  return false;
}

interface PersistState extends InsertMode {
  failures: number;
  uncertainInARow: number;
  mustFence: boolean;
}

async function attempt(
  task: PersistTask,
  context: PersistContext,
  state: PersistState,
  stop: AbortSignal,
): Promise<void> {
  // Asking costs a round trip, so not while all is well.
  if (state.failures > 0 || !context.isUp()) await context.waitUntilUp(stop);
  const timeoutMs = context.timeoutMs * 2 ** Math.min(state.uncertainInARow, 4);
  const bounded = boundedSignal(stop, timeoutMs);
  try {
    if (state.mustFence) {
      state.fence = await context.fence.raise(task.target, task.batches, bounded.signal);
      state.mustFence = false;
      await context.waitUntilUp(stop);
    }
    const { isMissingOnly, fence } = state;
    const id = context.fence.attemptId(task.target, task.batches);
    await task.insert({ isMissingOnly, fence, id, signal: bounded.signal });
  } finally {
    bounded.end();
  }
}

/** From now on the store may hold a part, so the next attempt looks first. */
async function recover(
  task: PersistTask,
  context: PersistContext,
  state: PersistState,
  error: unknown,
): Promise<void> {
  const failure = judgeFailure(error);
  state.failures += 1;
  state.isMissingOnly = true;
  const isUncertain = failure.kind === 'uncertain';
  state.mustFence ||= isUncertain;
  state.uncertainInARow = isUncertain ? state.uncertainInARow + 1 : 0;
  context.onFailure(task.target, failure);
  const fields = { target: task.target, batch: `${task.batches[0]}`, ...failure };
  context.log.warn({ ...fields, failures: state.failures }, 'an insert failed and is tried again');
  try {
    await task.onFailure?.(failure, state.uncertainInARow);
  } catch (inner) {
    context.log.error(
      { ...fields, inner: judgeFailure(inner).reason },
      'cannot examine a refused batch',
    );
  }
}

/** A signal that also aborts after a time. `end` frees its timer. */
function boundedSignal(
  stop: AbortSignal,
  timeoutMs: number,
): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController();
  const onStop = () => controller.abort(stop.reason);
  stop.addEventListener('abort', onStop, { once: true });
  const timer = setTimeout(
    () => controller.abort(new Error(`no answer from the store within ${timeoutMs} ms`)),
    timeoutMs,
  );
  const end = () => {
    clearTimeout(timer);
    stop.removeEventListener('abort', onStop);
  };
  return { signal: controller.signal, end };
}
