// Lines, CPU and memory over the time of a run, one below the other with one cursor.
import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { histogramLogs } from '../api/logs.ts';
import type { Run, RunSample } from '../api/runs.ts';
import { type Level, levelColor, levelNamed, levels } from '../logs/severity.ts';
import { Chart, type ChartSeries } from '../parts/chart.tsx';
import { ChartMenu } from '../parts/chart-menu.tsx';
import { lazyPart } from '../parts/lazy-page.tsx';
import { showTrail } from '../parts/link-menu.tsx';
import { usualZone } from '../parts/moment.tsx';
import { Section } from '../parts/section.tsx';
import { formatBytes, formatShortCount } from '../time/format.ts';
import { clockOf } from './run-clock.ts';

const QueryDialog = lazyPart(async () => (await import('../logs/query-dialog.tsx')).QueryDialog);
const RunQueryDialog = lazyPart(
  async () => (await import('./run-query-dialog.tsx')).RunQueryDialog,
);

const heightPx = 96;
const barsWanted = 120;

/** Nothing for a run too short to have a shape. */
export function RunCharts({ run }: { run: Run }) {
  const samples = run.samples ?? [];
  const startMs = Date.parse(run.started_at);
  const endMs = startMs + Math.max(run.duration_ms, 1);
  if (run.duration_ms < 1000 && samples.length < 3) return undefined;
  return (
    <Section id="usage" title="Over time">
      <div className="run-charts">
        <LinesChart run={run} startMs={startMs} endMs={endMs} />
        {samples.length >= 2 && <UsageCharts run={run} startMs={startMs} endMs={endMs} />}
      </div>
    </Section>
  );
}

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

function LinesChart({ run, startMs, endMs }: Span & { run: Run }) {
  const stepMs = Math.max(1, Math.ceil((endMs - startMs) / barsWanted));
  const question = { query: `run_id:${run.run_id}`, startMs, endMs: endMs + 1 };
  const [isAsked, setAsked] = useState(false);
  const { data } = useQuery({
    queryKey: ['run-histogram', run.run_id, run.lines, run.state],
    queryFn: ({ signal }) => histogramLogs(question, { by: 'level', step: `${stepMs}ms` }, signal),
    placeholderData: (before) => before,
  });
  const arranged = useMemo(() => {
    const timesMs = [...new Set((data?.buckets ?? []).map(({ time }) => Date.parse(time)))].sort(
      (a, b) => a - b,
    );
    const index = new Map(timesMs.map((ms, at) => [ms, at]));
    const byLevel = new Map<Level, number[]>();
    for (const { time, value, count } of data?.buckets ?? []) {
      const level = levelNamed(value);
      const values = byLevel.get(level) ?? timesMs.map(() => 0);
      const at = index.get(Date.parse(time)) ?? 0;
      values[at] = (values[at] ?? 0) + count;
      byLevel.set(level, values);
    }
    const series = levels.flatMap((level): ChartSeries[] => {
      const values = byLevel.get(level);
      return values ? [{ label: level, color: levelColor(level), kind: 'bar', values }] : [];
    });
    return { timesMs, series };
  }, [data]);
  if (!data || arranged.timesMs.length === 0) return undefined;
  return (
    <>
      <Plot
        title="Lines"
        {...arranged}
        startMs={startMs}
        endMs={endMs}
        stepMs={data.step_ns / 1e6}
        formatValue={formatShortCount}
        onQuery={() => setAsked(true)}
        onRows={() => showTrail('run_id', run.run_id, startMs)}
      />
      {isAsked && <QueryDialog question={question} onClose={() => setAsked(false)} />}
    </>
  );
}

const noSamples: readonly RunSample[] = [];

function UsageCharts({ run, startMs, endMs }: Span & { run: Run }) {
  const { samples = noSamples } = run;
  const [isAsked, setAsked] = useState(false);
  const charts = useMemo(() => {
    const timesMs = samples.map(({ at_ms: at }) => startMs + at);
    const memory = samples.map(({ memory_bytes: bytes }) => bytes);
    return { timesMs, cpu: cpuShares(samples), memory };
  }, [samples, startMs]);
  const cpuSeries = useMemo(
    (): ChartSeries[] => [{ label: 'CPU', color: '--series-1', kind: 'line', values: charts.cpu }],
    [charts],
  );
  const memorySeries = useMemo(
    (): ChartSeries[] => [
      { label: 'Memory', color: '--series-2', kind: 'line', values: charts.memory },
    ],
    [charts],
  );
  const common = { timesMs: charts.timesMs, startMs, endMs, onQuery: () => setAsked(true) };
  return (
    <>
      <Plot
        title="CPU, per cent of one core"
        {...common}
        series={cpuSeries}
        formatValue={percentText}
      />
      <Plot title="Memory" isBinary {...common} series={memorySeries} formatValue={formatBytes} />
      {isAsked && <RunQueryDialog run={run} onClose={() => setAsked(false)} />}
    </>
  );
}

const percentText = (share: number) => `${Math.round(share)} %`;

/** CPU time between two samples as a part of the time between them. */
export function cpuShares(samples: readonly RunSample[]): (number | null)[] {
  return samples.map(({ at_ms: at, cpu_ms: cpu }, index) => {
    const before = samples[index - 1];
    const ms = before ? at - before.at_ms : at;
    if (ms <= 0) return null;
    return (Math.max(0, cpu - (before?.cpu_ms ?? 0)) / ms) * 100;
  });
}

interface PlotProps extends Span {
  readonly title: string;
  readonly timesMs: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly stepMs?: number;
  readonly formatValue: (value: number) => string;
  readonly isBinary?: boolean;
  readonly onQuery?: () => void;
  readonly onRows?: () => void;
}

/** A chart with its name, and below the cursor its values. */
function Plot(props: PlotProps) {
  const { title, timesMs, series, startMs, endMs, stepMs, formatValue, isBinary } = props;
  const { onQuery, onRows } = props;
  const host = useRef<HTMLElement>(null);
  const [index, setIndex] = useState<number>();
  const timeMs = index === undefined ? undefined : timesMs[index];
  const values =
    index === undefined
      ? []
      : series.flatMap(({ label, values: all }) => {
          const value = all[index];
          return value ? [{ label, value }] : [];
        });
  return (
    <figure ref={host} className="plot">
      <figcaption>
        <strong>{title}</strong>
        {timeMs !== undefined && (
          <span className="muted">
            {clockOf(timeMs - startMs)}
            {values.map(
              ({ label, value }) =>
                ` · ${series.length > 1 || stepMs !== undefined ? `${formatValue(value)} ${label}` : formatValue(value)}`,
            )}
          </span>
        )}
        <span className="plot-menu">
          <ChartMenu
            host={host}
            timesMs={timesMs}
            series={series}
            {...(onQuery ? { onQuery } : {})}
            {...(onRows ? { onRows } : {})}
          />
        </span>
      </figcaption>
      <Chart
        label={`${title} over the time of the run`}
        timesMs={timesMs}
        series={series}
        startMs={startMs}
        endMs={endMs}
        {...(stepMs === undefined ? {} : { stepMs })}
        heightPx={heightPx}
        {...(isBinary === undefined ? {} : { isBinary })}
        zone={usualZone()}
        formatValue={formatValue}
        onCursor={setIndex}
      />
    </figure>
  );
}
