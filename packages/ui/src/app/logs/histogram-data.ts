// The answer of the histogram, arranged for a chart: one series a value, over the same times.
import type { Bucket } from '../api/logs.ts';
import { jsonText, valueText } from './record-fields.ts';
import { levels } from './severity.ts';

/** The counts of a value over time. */
export interface HistogramSeries {
  /** The same for the same value, whatever else is there. */
  readonly id: string;
  readonly label: string;
  /** One value; all values beyond the frequent ones; or the lines that have none. */
  readonly kind: 'value' | 'rest' | 'without';
  readonly value: unknown;
  readonly values: readonly number[];
  readonly total: number;
}

/** What the histogram knows, for the list too. */
export interface HistogramData {
  /** The field that splits it; empty for none. */
  readonly by: string;
  readonly stepMs: number;
  readonly timesMs: readonly number[];
  readonly series: readonly HistogramSeries[];
  readonly totals: readonly number[];
  readonly total: number;
}

/** The answer, and what was asked. */
export interface HistogramAnswer {
  readonly by: string;
  readonly step_ns: number;
  readonly buckets: readonly Bucket[];
}

type Named = Omit<HistogramSeries, 'values' | 'total'>;

/** One function for all renderings, so that the same answer stays the same object. */
export function arrange({ by, step_ns: stepNs, buckets }: HistogramAnswer): HistogramData {
  const named = new Map<string, Named>();
  const counts = new Map<string, Map<number, number>>();
  const totalAt = new Map<number, number>();
  for (const bucket of buckets) {
    const atMs = Date.parse(bucket.time);
    const series = seriesOf(bucket, by);
    named.set(series.id, series);
    const own = counts.get(series.id) ?? new Map<number, number>();
    counts.set(series.id, own.set(atMs, (own.get(atMs) ?? 0) + bucket.count));
    totalAt.set(atMs, (totalAt.get(atMs) ?? 0) + bucket.count);
  }
  const timesMs = [...totalAt.keys()].sort((a, b) => a - b);
  const totals = timesMs.map((atMs) => totalAt.get(atMs) ?? 0);
  const series = [...named.values()].sort(inOrder(by)).map((each) => {
    const values = timesMs.map((atMs) => counts.get(each.id)?.get(atMs) ?? 0);
    return { ...each, values, total: sumOf(values) };
  });
  return { by, stepMs: stepNs / 1e6, timesMs, series, totals, total: sumOf(totals) };
}

const sumOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

function seriesOf({ value, is_rest: isRest }: Bucket, by: string): Named {
  if (by === '') return { id: 'all', label: 'lines', kind: 'value', value: undefined };
  if (isRest) return { id: 'rest', label: 'all others', kind: 'rest', value: undefined };
  if (value === undefined)
    return { id: 'without', label: `without ${by}`, kind: 'without', value: undefined };
  return { id: jsonText(value), label: valueText(value) || 'empty', kind: 'value', value };
}

const kindPlaces = { value: 0, rest: 1, without: 2 };
const byLabel = new Intl.Collator('en', { numeric: true });
const levelPlace = (label: string) => levels.findIndex((level) => level === label);

/** Levels from the gravest on; values by name, where they stay while their counts change. */
function inOrder(by: string): (a: Named, b: Named) => number {
  return (a, b) =>
    kindPlaces[a.kind] - kindPlaces[b.kind] ||
    (by === 'level'
      ? levelPlace(a.label) - levelPlace(b.label)
      : byLabel.compare(a.label, b.label) || (a.id < b.id ? -1 : 1));
}
