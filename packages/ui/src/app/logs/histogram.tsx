// Records by time and severity: drag to zoom, a legend that isolates, the period before, releases.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { changeLogs, type LogsAddress } from '../address/logs-address.ts';
import { histogramLogs, type Bucket } from '../api/logs.ts';
import type { ChartMark, ChartSeries } from '../parts/chart.tsx';
import { ChartMenu } from '../parts/chart-menu.tsx';
import { lazyPart } from '../parts/lazy-page.tsx';
import { useKept } from '../api/use-kept.ts';
import { Problem } from '../parts/problem.tsx';
import { onlyValue, standing, anyValue } from '../search/terms.ts';
import { formatCount, formatDuration, formatShortCount } from '../time/format.ts';
import { absoluteSpan, neighbour } from '../time/range.ts';
import { wallClock } from '../time/zone.ts';
import { type Level, levelColor, levelNamed, levels } from './severity.ts';
import { useMarks } from './histogram-marks.ts';
import type { Asked } from './use-span.ts';

/** What the histogram knows, for the list too. */
export interface HistogramData {
  readonly stepMs: number;
  readonly timesMs: readonly number[];
  readonly byLevel: ReadonlyMap<Level, readonly number[]>;
  readonly totals: readonly number[];
  readonly total: number;
}

/** Asks for the counts of the span by level. */
export function useHistogram(asked: Asked) {
  const { question } = asked;
  return useQuery({
    queryKey: ['histogram', question],
    queryFn: ({ signal }) => histogramLogs(question, { by: 'level' }, signal),
    select: arrange,
    placeholderData: keepPreviousData,
  });
}

interface HistogramAnswer {
  readonly step_ns: number;
  readonly buckets: readonly Bucket[];
}

/** One function for all renderings, so that the same answer stays the same object. */
function arrange({ step_ns: stepNs, buckets }: HistogramAnswer): HistogramData {
  const stepMs = stepNs / 1e6;
  const counts = new Map<number, Map<Level, number>>();
  for (const { time, count, value } of buckets) {
    const atMs = Date.parse(time);
    const byLevel = counts.get(atMs) ?? new Map<Level, number>();
    const level = levelNamed(value);
    counts.set(atMs, byLevel.set(level, (byLevel.get(level) ?? 0) + count));
  }
  const timesMs = [...counts.keys()].sort((a, b) => a - b);
  const countOf = (atMs: number, level: Level) => counts.get(atMs)?.get(level) ?? 0;
  const byLevel = new Map<Level, number[]>();
  for (const level of levels) {
    const values = timesMs.map((atMs) => countOf(atMs, level));
    if (values.some((value) => value > 0)) byLevel.set(level, values);
  }
  const totals = timesMs.map((atMs) =>
    [...(counts.get(atMs)?.values() ?? [])].reduce((a, b) => a + b, 0),
  );
  return { stepMs, timesMs, byLevel, totals, total: totals.reduce((a, b) => a + b, 0) };
}

interface HistogramProps {
  readonly state: LogsAddress;
  readonly asked: Asked;
  readonly data: HistogramData | undefined;
  readonly error: unknown;
  readonly onRetry: () => void;
}

const loadChart = async () => (await import('../parts/chart.tsx')).Chart;
const Chart = lazyPart(loadChart, <div className="histogram-wait" />);

const QueryDialog = lazyPart(async () => (await import('./query-dialog.tsx')).QueryDialog);

const heightPx = 104;

/** The chart and its legend. */
export function Histogram({ state, asked, data: newest, error, onRetry }: HistogramProps) {
  const data = useKept(newest, error);
  const [index, setIndex] = useState<number>();
  // Its code comes while the counts are on their way.
  useEffect(() => void loadChart(), []);
  const before = usePeriodBefore(state, asked);
  const marks = useMarks(asked, data !== undefined && data.total > 0);
  const host = useRef<HTMLElement>(null);
  const [marked, setMarked] = useState<readonly ChartMark[]>([]);
  const [isShowingQuery, setShowingQuery] = useState(false);
  const series = useMemo(
    () => (data ? seriesOf(data, before.data, asked) : []),
    [data, before.data, asked],
  );
  if (error !== undefined && error !== null && !data)
    return <Problem error={error} onRetry={onRetry} />;
  const label = data
    ? `${formatCount(data.total)} lines by time and level, ${formatDuration(data.stepMs)} a bar`
    : 'Lines by time and level';
  return (
    <section ref={host} className="histogram" aria-label="Lines over time">
      {data ? (
        <Chart
          label={label}
          timesMs={data.timesMs}
          series={series}
          startMs={asked.span.startMs}
          endMs={asked.span.endMs}
          stepMs={data.stepMs}
          heightPx={heightPx}
          zone={state.zone}
          formatValue={formatShortCount}
          marks={marks}
          onZoom={(startMs, endMs) =>
            changeLogs({ ...absoluteSpan({ startMs, endMs }), isLive: false })
          }
          onCursor={setIndex}
          onMarks={setMarked}
        />
      ) : (
        <div className="histogram-wait" />
      )}
      <div className="histogram-foot">
        <Legend
          state={state}
          data={data}
          index={index}
          before={before.data?.total}
          marked={marked}
        />
        {data && (
          <ChartMenu
            host={host}
            timesMs={data.timesMs}
            series={series}
            onQuery={() => setShowingQuery(true)}
            onRows={() => changeLogs({ view: 'lines' })}
          />
        )}
      </div>
      {isShowingQuery && (
        <QueryDialog question={asked.question} onClose={() => setShowingQuery(false)} />
      )}
    </section>
  );
}

function usePeriodBefore(state: LogsAddress, asked: Asked) {
  const { startMs, endMs } = neighbour(asked.span, -1);
  return useQuery({
    queryKey: ['histogram-before', state.query, startMs, endMs],
    queryFn: ({ signal }) => histogramLogs({ query: state.query, startMs, endMs }, {}, signal),
    select: arrange,
    enabled: state.isCompared,
  });
}

function seriesOf(
  data: HistogramData,
  before: HistogramData | undefined,
  { span }: Asked,
): ChartSeries[] {
  // The gravest at the bottom, where its height can be read.
  const bars = [...data.byLevel].map(([level, values]) => ({
    label: level,
    color: levelColor(level),
    kind: 'bar' as const,
    values,
  }));
  if (!before) return bars;
  const lengthMs = span.endMs - span.startMs;
  const earlier = new Map(
    before.timesMs.map((atMs, index) => [atMs + lengthMs, before.totals[index] ?? 0]),
  );
  const nearest = (atMs: number) => {
    for (const [time, count] of earlier) if (Math.abs(time - atMs) <= data.stepMs / 2) return count;
    return 0;
  };
  return [
    ...bars,
    {
      label: 'period before',
      color: '--text-muted',
      kind: 'dashed',
      values: data.timesMs.map(nearest),
    },
  ];
}

interface LegendProps {
  readonly state: LogsAddress;
  readonly data: HistogramData | undefined;
  readonly index: number | undefined;
  readonly before: number | undefined;
  readonly marked: readonly ChartMark[];
}

function Legend({ state, data, index, before, marked }: LegendProps) {
  if (!data) return <div className="legend" />;
  const atMs = index === undefined ? undefined : data.timesMs[index];
  const isAt = atMs !== undefined && index !== undefined;
  const shown = isAt ? (data.totals[index] ?? 0) : data.total;
  return (
    <div className="legend">
      <span className="legend-total">
        <strong>{formatCount(shown)}</strong> lines
        {isAt && (
          <span className="muted">
            {' '}
            at {wallClock(atMs, state.zone).slice(11, 19)}, {formatDuration(data.stepMs)}
          </span>
        )}
        {!isAt && before !== undefined && <Change now={data.total} before={before} />}
      </span>
      {[...data.byLevel].map(([level, values]) => {
        const isOnly = standing(state.query, 'level', level) === 'only';
        const count = isAt ? (values[index] ?? 0) : values.reduce((a, b) => a + b, 0);
        return (
          <button
            key={level}
            type="button"
            className="legend-item"
            aria-pressed={isOnly}
            title={isOnly ? 'Show all levels' : `Show only ${level}`}
            onClick={() =>
              changeLogs({
                query: isOnly
                  ? anyValue(state.query, 'level')
                  : onlyValue(state.query, 'level', level),
              })
            }
          >
            <span className={`dot dot-${level}`} />
            {level}
            <span className="legend-count" title={formatCount(count)}>
              {formatShortCount(count)}
            </span>
          </button>
        );
      })}
      {marked.map(({ kind, label, timeMs }) => (
        <span key={`${kind} ${label} ${timeMs}`} className={`legend-mark legend-mark-${kind}`}>
          {kind === 'release' ? `release ${label}` : label}
        </span>
      ))}
    </div>
  );
}

function Change({ now, before }: { now: number; before: number }) {
  if (before === 0) return <span className="muted"> none in the period before</span>;
  const percent = Math.round(((now - before) / before) * 100);
  const sign = percent > 0 ? '+' : percent < 0 ? '−' : '±';
  return (
    <span className="muted" title={`${formatCount(before)} in the period before`}>
      {' '}
      {sign}
      {Math.abs(percent)} % to the period before
    </span>
  );
}
