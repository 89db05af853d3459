// Time as it passes, as an argument, so that a test can let an hour pass in a moment.
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '@groundcrew/runtime/light';

/** How deliveries know and wait. */
export interface Pacing {
  /** Milliseconds since an arbitrary start; never goes back. */
  nowMs(): number;
  /** Resolves after this time, or at once when the signal comes; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own time. */
export const realPacing: Pacing = {
  nowMs: () => systemClock.monotonicMs(),
  sleep: (ms, signal) => wait(ms, undefined, { signal }).catch(() => undefined),
};
