// What is under the cursor of the chart: the time of the bar, and the marks beside it.
import type { ChartMark } from '../parts/chart.tsx';
import { formatDuration } from '../time/format.ts';
import type { Span } from '../time/range.ts';
import { wallClock } from '../time/zone.ts';
import type { HistogramData } from './histogram-data.ts';

interface ChartAtProps {
  readonly data: HistogramData;
  readonly index: number | undefined;
  readonly marks: readonly ChartMark[];
  /** Those of them beside the cursor. */
  readonly marked: readonly ChartMark[];
  readonly span: Span;
  readonly zone: string;
}

const dayMs = 86_400_000;
const marksMax = 4;

/** A label over the bar, so that nothing else moves while the cursor does. */
export function ChartAt({ data, index, marks, marked, span, zone }: ChartAtProps) {
  const atMs = index === undefined ? undefined : data.timesMs[index];
  const [mark] = marked;
  // The label covers what is written beside the marks of its bar.
  const isOfBar = ({ timeMs }: ChartMark) =>
    atMs !== undefined && timeMs >= atMs && timeMs < atMs + data.stepMs;
  const told = marks.filter((each) => isOfBar(each) || marked.includes(each)).slice(0, marksMax);
  if (atMs === undefined && !mark) return undefined;
  const middleMs = atMs === undefined ? (mark?.timeMs ?? 0) : atMs + data.stepMs / 2;
  const share = (middleMs - span.startMs) / (span.endMs - span.startMs);
  const place = Math.max(0, Math.min(1, share)).toFixed(4);
  return (
    <div className="chart-at-track">
      <div
        className="chart-at"
        style={{
          left: `${Number(place) * 100}%`,
          transform: `translateX(-${Number(place) * 100}%)`,
        }}
      >
        {atMs !== undefined && (
          <span>
            {clockOf(atMs, data.stepMs, zone)}{' '}
            <span className="muted">{formatDuration(data.stepMs)}</span>
          </span>
        )}
        {told.map(({ kind, label, timeMs }) => (
          <span key={`${kind} ${label} ${timeMs}`} className={`legend-mark legend-mark-${kind}`}>
            {kind === 'release' ? `release ${label}` : label}
          </span>
        ))}
      </div>
    </div>
  );
}

function clockOf(atMs: number, stepMs: number, zone: string): string {
  const clock = wallClock(atMs, zone);
  if (stepMs >= dayMs) return clock.slice(0, 10);
  return stepMs >= dayMs / 24 ? clock.slice(5, 16).replace('T', ' ') : clock.slice(11, 19);
}
