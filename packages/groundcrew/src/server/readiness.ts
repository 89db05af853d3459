// What /readyz asks, in words for whoever reads it.
import type { ReadinessCheck } from '@groundcrew/api';
import type { Wal } from '@groundcrew/wal';
import type { Storage } from './storage.ts';

/** The store is expected to be this close behind the log. */
const lagSecondsMax = 60;

/** The checks: the log takes lines, the store answers, the delivery keeps up. */
export function readinessChecks(wal: Wal, storage: Storage): ReadinessCheck[] {
  return [
    {
      name: 'log',
      problem: () => (wal.isFailed ? 'the log on disk cannot be written' : undefined),
    },
    { name: 'store', problem: () => storage.problem() },
    {
      name: 'delivery',
      problem() {
        const seconds = storage.lagSeconds();
        if (seconds <= lagSecondsMax) return undefined;
        return `the oldest line that the store does not have yet came ${Math.round(seconds)} s ago`;
      },
    },
  ];
}
