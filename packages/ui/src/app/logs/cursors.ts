// Places in a long result without its rows: the histogram says roughly which index stands at which time.
import type { HistogramData } from './histogram-data.ts';
import { type CursorAt, indexesMax } from './row-window.ts';

/** The cursor before which a record itself comes next. */
export function cursorOf(id: string, order: 'asc' | 'desc'): string | undefined {
  const match = /^(\d{1,19})-(\d{1,20})-(\d{1,10})$/.exec(id);
  if (!match) return undefined;
  const [, time = '0', batch = '0', row = '0'] = match;
  if (order === 'desc') return `${time}-${batch}-${BigInt(row) + 1n}`;
  if (row !== '0') return `${time}-${batch}-${BigInt(row) - 1n}`;
  return batch === '0' ? `${BigInt(time) - 1n}-0-0` : `${time}-${BigInt(batch) - 1n}-4294967295`;
}

type Curve = Pick<HistogramData, 'timesMs' | 'totals' | 'total' | 'stepMs'>;

/** The cursor at an index, by the counts of the buckets. */
export function cursorAt(data: Curve, order: 'asc' | 'desc'): CursorAt {
  const scale = Math.max(1, data.total / indexesMax);
  return (index) => {
    let left = index * scale;
    const places = data.timesMs.map((_, place) => place);
    if (order === 'desc') places.reverse();
    for (const place of places) {
      const count = data.totals[place] ?? 0;
      if (left <= count) {
        const part = count === 0 ? 0 : left / count;
        const offset = order === 'desc' ? 1 - part : part;
        const timeMs = (data.timesMs[place] ?? 0) + offset * data.stepMs;
        return `${BigInt(Math.round(timeMs)) * 1_000_000n}-0-0`;
      }
      left -= count;
    }
    return undefined;
  };
}

/** The index at which a time stands. */
export function indexOfTime(data: Curve, order: 'asc' | 'desc'): (timeMs: number) => number {
  const scale = Math.max(1, data.total / indexesMax);
  return (timeMs) => {
    let before = 0;
    data.timesMs.forEach((startMs, place) => {
      const count = data.totals[place] ?? 0;
      const part = Math.max(0, Math.min(1, (timeMs - startMs) / data.stepMs));
      before += count * part;
    });
    return Math.round((order === 'desc' ? data.total - before : before) / scale);
  };
}
