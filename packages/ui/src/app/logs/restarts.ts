// Which starts of programs were restarts.

/** What must be known of a run. */
interface Start {
  readonly job: string;
  readonly started_at: string;
  readonly ended_at?: string;
  readonly state: string;
}

/** A job with more runs than that is run again and again by a schedule, as is one that often comes to a good end. */
const runsMax = 10;
const goodEndsMax = 1;
const pauseMaxMs = 120_000;

/** Starts soon after the end of the run before of the same job, the oldest first. */
export function restartsOf(runs: readonly Start[]): { job: string; timeMs: number }[] {
  const byJob = Map.groupBy(runs, ({ job }) => job);
  const found: { job: string; timeMs: number }[] = [];
  for (const [job, own] of byJob) {
    const goodEnds = own.filter(({ state }) => state === 'succeeded').length;
    if (own.length > runsMax || goodEnds > goodEndsMax) continue;
    const sorted = own.toSorted((a, b) => Date.parse(a.started_at) - Date.parse(b.started_at));
    for (const [index, run] of sorted.entries()) {
      const before = sorted[index - 1];
      if (!before) continue;
      const timeMs = Date.parse(run.started_at);
      // One that was lost has no end: it is known to be over because another began.
      const pauseMs = timeMs - Date.parse(before.ended_at ?? run.started_at);
      if (before.state !== 'running' && pauseMs >= 0 && pauseMs <= pauseMaxMs)
        found.push({ job, timeMs });
    }
  }
  return found.sort((a, b) => a.timeMs - b.timeMs);
}
