// Lines by time and by the values of a field: drag to zoom, a legend that isolates, the period before, releases.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { changeLogs, type LogsAddress } from '../address/logs-address.ts';
import { type LogQuestion, histogramLogs } from '../api/logs.ts';
import type { ChartMark, ChartSeries } from '../parts/chart.tsx';
import { ChartMenu } from '../parts/chart-menu.tsx';
import { lazyPart } from '../parts/lazy-page.tsx';
import { useKept } from '../api/use-kept.ts';
import { Problem } from '../parts/problem.tsx';
import { formatCount, formatDuration, formatShortCount } from '../time/format.ts';
import { absoluteSpan, neighbour } from '../time/range.ts';
import { arrange, type HistogramAnswer, type HistogramData } from './histogram-data.ts';
import { stepFor } from '../time/bar-widths.ts';
import { ChartAt } from './chart-at.tsx';
import { useMarks } from './histogram-marks.ts';
import { Legend, LegendTotal } from './legend.tsx';
import { paletteSize, useSeriesColors } from './series-colors.ts';
import { SplitChoice } from './split-choice.tsx';
import type { Asked } from './use-span.ts';
import { WidthChoice } from './width-choice.tsx';

/** Asks for the counts of the span by the field of the address; by none when it is empty. */
export function useHistogram(asked: Asked, { chartBy, barWidth }: LogsAddress) {
  const { question } = asked;
  const wanted = { by: chartBy, ...stepFor(asked.span, barWidth) };
  return useQuery({
    queryKey: ['histogram', wanted, question],
    queryFn: ({ signal }) => askBy(question, wanted, signal),
    select: arrange,
    placeholderData: keepPreviousData,
  });
}

async function askBy(
  question: LogQuestion,
  { by, ...step }: { readonly by: string; readonly step?: string },
  signal: AbortSignal,
): Promise<HistogramAnswer> {
  const options = by === '' ? step : { by, series: paletteSize, ...step };
  return { by, ...(await histogramLogs(question, options, signal)) };
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
  const colors = useSeriesColors(data);
  const series = useMemo(
    () => (data ? seriesOf(data, colors, before.data, asked) : []),
    [data, colors, before.data, asked],
  );
  const { chartBy: by } = state;
  return (
    <section ref={host} className="histogram" aria-label="Lines over time">
      <div className="histogram-head">
        <div className="legend">
          <LegendTotal data={data} index={index} before={before.data?.total}>
            <SplitChoice by={by} asked={asked} />
          </LegendTotal>
          {data && <Legend state={state} data={data} colors={colors} index={index} />}
        </div>
        {data && (
          <ChartMenu
            host={host}
            timesMs={data.timesMs}
            series={series}
            onQuery={() => setShowingQuery(true)}
            onRows={() => changeLogs({ view: 'lines' })}
          >
            {(close) => <WidthChoice state={state} span={asked.span} close={close} />}
          </ChartMenu>
        )}
      </div>
      {data && (
        <div className="histogram-chart">
          <Chart
            label={labelOf(data)}
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
          <ChartAt
            data={data}
            index={index}
            marks={marks}
            marked={marked}
            span={asked.span}
            zone={state.zone}
          />
        </div>
      )}
      {!data && error !== undefined && error !== null && (
        <Problem error={error} onRetry={onRetry} />
      )}
      {!data && (error === undefined || error === null) && <div className="histogram-wait" />}
      {isShowingQuery && data && (
        <QueryDialog
          question={asked.question}
          chart={{ by: data.by, stepMs: data.stepMs }}
          onClose={() => setShowingQuery(false)}
        />
      )}
    </section>
  );
}

const labelOf = ({ by, total, stepMs }: HistogramData) =>
  `${formatCount(total)} lines by time${by === '' ? '' : ` and ${by}`}, ${formatDuration(stepMs)} a bar`;

function usePeriodBefore(state: LogsAddress, asked: Asked) {
  const { startMs, endMs } = neighbour(asked.span, -1);
  const step = stepFor(asked.span, state.barWidth);
  return useQuery({
    queryKey: ['histogram-before', state.query, startMs, endMs, step],
    queryFn: ({ signal }) =>
      askBy({ query: state.query, startMs, endMs }, { by: '', ...step }, signal),
    select: arrange,
    enabled: state.isCompared,
  });
}

function seriesOf(
  data: HistogramData,
  colors: ReadonlyMap<string, string>,
  before: HistogramData | undefined,
  { span }: Asked,
): ChartSeries[] {
  // The gravest at the bottom, where its height can be read.
  const bars = data.series.map(({ id, label, values }) => ({
    label,
    color: colors.get(id) ?? '',
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
