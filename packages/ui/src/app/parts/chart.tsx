// uPlot behind one component: stacked bars and lines over time, drag to zoom, a shared cursor, marks.
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTheme } from '../frame/theme.ts';
import { wallClock } from '../time/zone.ts';

/** One series; `color` names a custom property, so that both themes fit. */
export interface ChartSeries {
  readonly label: string;
  readonly color: string;
  readonly kind: 'bar' | 'line' | 'dashed';
  readonly values: readonly (number | null)[];
}

/** A moment that means something. */
export interface ChartMark {
  readonly timeMs: number;
  readonly label: string;
  readonly kind: 'release' | 'restart';
}

interface ChartProps {
  readonly label: string;
  /** Starts of buckets, or moments, in milliseconds. */
  readonly timesMs: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly startMs: number;
  readonly endMs: number;
  /** Width of a bar in time. */
  readonly stepMs?: number;
  readonly heightPx: number;
  readonly zone: string;
  readonly formatValue: (value: number) => string;
  /** Bytes are counted in powers of two, and so are the steps of their axis. */
  readonly isBinary?: boolean;
  readonly marks?: readonly ChartMark[];
  readonly onZoom?: (startMs: number, endMs: number) => void;
  /** Told which index is under the cursor. */
  readonly onCursor?: (index: number | undefined) => void;
  /** Told which marks are under the cursor. */
  readonly onMarks?: (marks: readonly ChartMark[]) => void;
}

const colorOf = (name: string) =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Bars are stacked in their order, the first at the bottom; lines are drawn over them. */
export function Chart(props: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const theme = useTheme();
  const { timesMs, series, startMs, endMs, heightPx, zone, marks } = props;
  const drawn = useRef<uPlot>(undefined);
  // Marks come later than counts, and must not end a drag.
  useEffect(() => drawn.current?.redraw(false, false), [marks]);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const plot = new uPlot(optionsOf(element, latest), dataOf(latest.current), element);
    drawn.current = plot;
    const observer = new ResizeObserver(() => {
      const width = Math.floor(element.clientWidth);
      if (width > 0 && width !== plot.width)
        plot.setSize({ width, height: latest.current.heightPx });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
    // A new plot takes a few milliseconds, so anything new makes one.
  }, [timesMs, series, startMs, endMs, heightPx, zone, theme]);
  return <div ref={host} className="chart" role="img" aria-label={props.label} />;
}

const binarySteps = Array.from({ length: 50 }, (_, power) => 2 ** power);

type Latest = { readonly current: ChartProps };

/** Bars as their running sums, from the top of the stack down, so that lower ones are drawn over higher ones. */
function dataOf({ timesMs, series }: ChartProps): uPlot.AlignedData {
  const bars = series.filter(({ kind }) => kind === 'bar');
  const sums: (number | null)[][] = [];
  let below: number[] = timesMs.map(() => 0);
  for (const { values } of bars) {
    below = below.map((sum, index) => sum + (values[index] ?? 0));
    sums.unshift(below.map((sum) => (sum === 0 ? null : sum)));
  }
  const lines = series.filter(({ kind }) => kind !== 'bar').map(({ values }) => [...values]);
  return [timesMs.map((ms) => ms / 1000), ...sums, ...lines];
}

function optionsOf(element: HTMLElement, latest: Latest): uPlot.Options {
  const { series, startMs, endMs, heightPx, zone } = latest.current;
  const bars = series.filter(({ kind }) => kind === 'bar').reverse();
  const lines = series.filter(({ kind }) => kind !== 'bar');
  const grid = { stroke: colorOf('--line'), width: 1 };
  const axis = {
    stroke: colorOf('--text-muted'),
    font: '11px "Inter Variable", sans-serif',
    ticks: { show: false },
  };
  return {
    width: Math.max(50, Math.floor(element.clientWidth)),
    height: heightPx,
    padding: [6, 16, 0, 0],
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone),
    legend: { show: false },
    cursor: {
      drag: { x: true, y: false, setScale: false },
      sync: { key: 'page' },
      points: { show: false },
      y: false,
    },
    scales: {
      x: { time: true, range: [startMs / 1000, endMs / 1000] },
      y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.08 : 1] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 24,
        gap: 4,
        space: 72,
        values: (_plot, splits, _axis, _space, increment) => timeLabels(splits, zone, increment),
      },
      {
        ...axis,
        grid,
        size: 52,
        gap: 6,
        space: 28,
        ...(latest.current.isBinary === true ? { incrs: binarySteps } : {}),
        values: (_plot, splits) =>
          splits.map((value) =>
            // Bars count, and there is no half of a line.
            Number.isInteger(value) || (value < 1 && latest.current.stepMs === undefined)
              ? latest.current.formatValue(value)
              : '',
          ),
      },
    ],
    series: [
      {},
      ...bars.map(({ label, color }) => ({
        label,
        fill: colorOf(color),
        width: 0,
        points: { show: false },
        paths: barsOf(latest),
      })),
      ...lines.map(({ label, color, kind }) => ({
        label,
        stroke: colorOf(color),
        width: 1.5,
        points: { show: false },
        ...(kind === 'dashed' ? { dash: [4, 3] } : {}),
      })),
    ],
    hooks: {
      setSelect: [(plot) => zoom(plot, latest.current)],
      setCursor: [
        (plot) => {
          latest.current.onCursor?.(indexAtCursor(plot, latest.current));
          latest.current.onMarks?.(marksAtCursor(plot, latest.current));
        },
      ],
      draw: [(plot) => drawMarks(plot, latest.current)],
    },
  };
}

/** Rectangles from bucket to bucket, a pixel apart. */
function barsOf(latest: Latest): uPlot.Series.PathBuilder {
  return (plot, seriesIndex, first, last) => {
    const fill = new Path2D();
    const stepSeconds = (latest.current.stepMs ?? 0) / 1000;
    const [times, values] = [plot.data[0], plot.data[seriesIndex]];
    const { left, width } = plot.bbox;
    const bottom = plot.valToPos(0, 'y', true);
    for (let index = first; index <= last; index++) {
      const value = values?.[index];
      const time = times[index];
      if (value == null || time === undefined) continue;
      const from = Math.max(left, plot.valToPos(time, 'x', true));
      const to = Math.min(left + width, plot.valToPos(time + stepSeconds, 'x', true));
      const top = Math.min(plot.valToPos(value, 'y', true), bottom - 1);
      const gap = to - from > 3 ? devicePixelRatio : 0;
      if (to > from) fill.rect(from, top, Math.max(1, to - from - gap), bottom - top);
    }
    return { fill, flags: 1 };
  };
}

function timeLabels(splits: readonly number[], zone: string, increment: number): string[] {
  return splits.map((seconds) => {
    const clock = wallClock(seconds * 1000, zone);
    const day = `${Number(clock.slice(8, 10))} ${months[Number(clock.slice(5, 7)) - 1]}`;
    if (increment >= 86_400 || clock.slice(11, 19) === '00:00:00') return day;
    if (increment < 1) return clock.slice(14, 21);
    return increment < 60 ? clock.slice(11, 19) : clock.slice(11, 16);
  });
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function zoom(plot: uPlot, { onZoom }: ChartProps): void {
  const { left, width } = plot.select;
  if (width < 4) return;
  const [from, to] = [plot.posToVal(left, 'x') * 1000, plot.posToVal(left + width, 'x') * 1000];
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onZoom?.(from, to);
}

/** The bar that the cursor is over, or the moment next to it. */
function indexAtCursor(plot: uPlot, { timesMs, stepMs = 0 }: ChartProps): number | undefined {
  const { idx, left = -1 } = plot.cursor;
  if (idx == null || left < 0) return undefined;
  const before = timesMs[idx - 1];
  const isOverTheOneBefore =
    before !== undefined && plot.posToVal(left, 'x') * 1000 < before + stepMs;
  return isOverTheOneBefore ? idx - 1 : idx;
}

const noMarks: readonly ChartMark[] = [];
const markReachPx = 6;

function marksAtCursor(plot: uPlot, { marks = noMarks }: ChartProps): readonly ChartMark[] {
  const { left = -1 } = plot.cursor;
  if (left < 0 || marks.length === 0) return noMarks;
  const near = marks.filter(
    ({ timeMs }) => Math.abs(plot.valToPos(timeMs / 1000, 'x') - left) <= markReachPx,
  );
  return near.length === 0 ? noMarks : near;
}

function drawMarks(plot: uPlot, { marks = [] }: ChartProps): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.font = `${10 * devicePixelRatio}px "Inter Variable", sans-serif`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  let labelEnd = 0;
  for (const { timeMs, label, kind } of marks) {
    const x = Math.round(plot.valToPos(timeMs / 1000, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = ctx.fillStyle = colorOf(kind === 'release' ? '--accent' : '--text-muted');
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const width = ctx.measureText(label).width;
    const beside = 3 * devicePixelRatio;
    const isAtEdge = x + beside + width > bbox.left + bbox.width;
    const labelStart = isAtEdge ? x - beside - width : x + beside;
    // A label that fits nowhere is told by the legend when the cursor is there.
    if (labelStart < labelEnd) continue;
    ctx.fillText(label, labelStart, bbox.top + 9 * devicePixelRatio);
    labelEnd = labelStart + width + 6 * devicePixelRatio;
  }
  ctx.restore();
}
