// When a job should run next, and when it did not, known from how regularly it started.
import type { Job } from '../api/runs.ts';
import { exactTime, useNowMs } from '../parts/moment.tsx';
import { formatAgo, formatDuration } from '../time/format.ts';

/** `every 5 min, next in 2 min`, and the starts that were missed. */
export function ScheduleText({ schedule }: { schedule: NonNullable<Job['schedule']> }) {
  const nowMs = useNowMs();
  const nextMs = Date.parse(schedule.next);
  const missed = schedule.missed.map((time) => Date.parse(time));
  const [newest] = missed;
  return (
    <>
      <span>every {formatDuration(roundedMs(schedule.every_ms))}</span>
      <span title={exactTime(nextMs)}>
        {nextMs > nowMs ? `next ${formatAgo(nextMs, nowMs)}` : 'due now'}
      </span>
      {newest !== undefined && (
        <span className="is-missed" title={missed.map((ms) => exactTime(ms)).join('\n')}>
          {missed.length === 1 ? 'missed a start' : `missed ${missed.length} starts`},{' '}
          {formatAgo(newest, nowMs)}
        </span>
      )}
    </>
  );
}

/** A schedule is meant in whole seconds, or minutes when it is long. */
function roundedMs(ms: number): number {
  const unit = ms >= 3_600_000 ? 60_000 : ms >= 60_000 ? 5_000 : 1_000;
  return Math.round(ms / unit) * unit;
}
