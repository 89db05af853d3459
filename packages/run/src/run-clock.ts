// Wall-clock time in nanoseconds that never goes back: many reads fall into one millisecond, and their order counts.
import { type Clock, systemClock } from '@groundcrew/runtime/light';

/** A step of the wall clock larger than this is followed; a smaller one is noise. */
const stepNsMin = 200_000_000n;

/** Returns a function that gives the time, each time later than before. */
export function openRunClock(clock: Clock = systemClock): () => bigint {
  let wallNs = clock.nowNs();
  let startMs = clock.monotonicMs();
  let last = 0n;
  return () => {
    const elapsedMs = clock.monotonicMs() - startMs;
    let now = wallNs + BigInt(Math.round(elapsedMs * 1e6));
    const actual = clock.nowNs();
    const off = actual > now ? actual - now : now - actual;
    if (off > stepNsMin) {
      wallNs = now = actual;
      startMs = clock.monotonicMs();
    }
    last = now > last ? now : last + 1n;
    return last;
  };
}

/** RFC 3339 with nanoseconds. */
export function formatTime(timeNs: bigint): string {
  const seconds = new Date(Number(timeNs / 1_000_000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(timeNs % 1_000_000_000n).padStart(9, '0')}Z`;
}
