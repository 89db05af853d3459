// When a job should run next, known from how regularly it started until now. Nobody has to declare a schedule.

/** What regular starts tell. */
export interface RunSchedule {
  readonly everyMs: number;
  /** The next start, or the one that is due. */
  readonly nextMs: number;
  /** Starts that should have been and were not, newest first. */
  readonly missedMs: readonly number[];
}

/** Fewer starts say nothing. */
const startsMin = 5;
/** A start may be this much off: a part of the interval, and at least these seconds. */
const toleranceShare = 0.1;
const toleranceMsMin = 2000;
/** One interval in so many may be odd. */
const oddShare = 10;
const missedMax = 20;

/**
 * The schedule in these starts (milliseconds since the epoch, any order), or undefined when they are not regular. An
 * interval twice as long as the others is a missed start.
 */
export function runSchedule(startsMs: readonly number[], nowMs: number): RunSchedule | undefined {
  const starts = startsMs.toSorted((a, b) => a - b);
  const lastMs = starts.at(-1);
  if (starts.length < startsMin || lastMs === undefined) return undefined;
  const intervals = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
  const everyMs = medianOf(intervals);
  if (everyMs < 1000) return undefined;
  const toleranceMs = Math.max(toleranceMsMin, everyMs * toleranceShare);
  const odd = intervals.filter((interval) => Math.abs(interval - everyMs) > toleranceMs).length;
  if (odd > Math.max(1, Math.floor(intervals.length / oddShare))) return undefined;
  const skipped = starts.flatMap((start, index) =>
    slotsBetween(start, starts[index + 1], everyMs, toleranceMs),
  );
  const overdue = Math.max(0, Math.floor((nowMs - lastMs - toleranceMs) / everyMs));
  const late = Array.from(
    { length: Math.min(overdue, missedMax) },
    (_, index) => lastMs + (overdue - index) * everyMs,
  );
  return {
    everyMs,
    nextMs: lastMs + (overdue + 1) * everyMs,
    missedMs: [...late, ...skipped.toReversed()].slice(0, missedMax),
  };
}

/** Whole intervals that fit between two starts are missed starts. */
function slotsBetween(
  startMs: number,
  nextMs: number | undefined,
  everyMs: number,
  toleranceMs: number,
): number[] {
  if (nextMs === undefined) return [];
  const count = Math.floor((nextMs - startMs - toleranceMs) / everyMs);
  return Array.from(
    { length: Math.min(Math.max(0, count), missedMax) },
    (_, index) => startMs + (index + 1) * everyMs,
  );
}

/** The middle value; the mean of both middle ones. 0 for none. */
export function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : Math.round(((sorted[middle - 1] ?? 0) + upper) / 2);
}
