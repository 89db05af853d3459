// The last runs of a job as ticks, oldest at the left: colour and sign by state, height by duration.
import type { Tick } from '../api/runs.ts';
import { navigate } from '../address/location.ts';
import { exactTime } from '../parts/moment.tsx';
import { formatDuration } from '../time/format.ts';
import { runAddress } from './run-address.ts';

const tallestPx = 26;
const shortestPx = 4;

interface StripProps {
  readonly job: string;
  readonly runs: readonly Tick[];
  /** The one that is being looked at. */
  readonly current?: string;
}

/** Each tick leads to its run. Keys: the arrows move along, Enter opens. */
export function Strip({ job, runs, current }: StripProps) {
  const longestMs = Math.max(1, ...runs.map(({ duration_ms: ms }) => ms));
  const inOrder = [...runs].reverse();
  const focused = Math.max(
    0,
    current === undefined
      ? inOrder.length - 1
      : inOrder.findIndex(({ run_id: id }) => id === current),
  );
  return (
    <div
      className="strip"
      role="group"
      aria-label={`Last ${runs.length} runs of ${job}`}
      onKeyDown={moveAlong}
    >
      {inOrder.map((tick, index) => (
        <a
          key={tick.run_id}
          href={runAddress(tick.run_id)}
          className={tick.run_id === current ? 'tick is-current' : 'tick'}
          tabIndex={index === focused ? 0 : -1}
          aria-label={tickLabel(tick)}
          title={tickLabel(tick)}
          onClick={(event) => {
            event.stopPropagation();
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            navigate(runAddress(tick.run_id));
          }}
        >
          <span
            className={`tick-bar tick-${tick.state}`}
            style={{ height: tickHeight(tick.duration_ms, longestMs) }}
          />
        </a>
      ))}
    </div>
  );
}

const tickHeight = (ms: number, longestMs: number) =>
  `${Math.round(shortestPx + (tallestPx - shortestPx) * (ms / longestMs))}px`;

const tickLabel = ({ state, started_at: start, duration_ms: ms }: Tick) =>
  `${state}${state === 'running' ? ' for' : ' after'} ${formatDuration(ms)}, started ${exactTime(Date.parse(start))}`;

function moveAlong(event: React.KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (step === 0) return;
  const ticks = [...event.currentTarget.querySelectorAll<HTMLElement>('a')];
  const next = ticks[ticks.findIndex((each) => each === document.activeElement) + step];
  next?.focus();
  event.preventDefault();
}
