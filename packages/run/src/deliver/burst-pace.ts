// Whether a program prints so fast that delivering must wait: it would compete with the program, here and in a server on the
// same machine. It falls behind then, until the spool would run full.
import { statSync } from 'node:fs';
import type { RunPlan } from '../messages.ts';
import { segmentBytesMax, segmentNumbers, segmentPath } from '../spool/segments.ts';

const burstBytesPerMs = 2_000;
/** A rate is taken over at least this long. */
const windowMsMin = 100;

/** Looks at the journal of one run, through the file system. */
export function watchPace(plan: Pick<RunPlan, 'folder' | 'spoolBytesMax'>): { isBurst(): boolean } {
  // The journal was empty when the run began, which is longer ago than this.
  let atMs = performance.now() - windowMsMin;
  let written = 0;
  let isBurst = false;
  return {
    isBurst: () => {
      const elapsedMs = performance.now() - atMs;
      if (elapsedMs < windowMsMin) return isBurst;
      const numbers = segmentNumbers(plan.folder);
      const last = numbers.at(-1) ?? 0;
      const path = segmentPath(plan.folder, last);
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      const now = Math.max(written, (last - 1) * segmentBytesMax + size);
      const isNearlyFull = numbers.length * segmentBytesMax > plan.spoolBytesMax / 4;
      isBurst = !isNearlyFull && now - written > burstBytesPerMs * elapsedMs;
      atMs += elapsedMs;
      written = now;
      return isBurst;
    },
  };
}
