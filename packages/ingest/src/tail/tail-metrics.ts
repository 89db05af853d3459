// What following files counts about itself.
import type { Metrics } from '@groundcrew/runtime';
import type { FollowedFile } from './followed.ts';

/** Called for each chunk. */
export interface TailMetrics {
  kept(bytes: number, rows: number, cutLines: number): void;
}

/** Registers the counters, and the gauges that look at the files. */
export function tailMetrics(
  metrics: Metrics,
  files: () => Iterable<FollowedFile>,
  openCount: () => number,
): TailMetrics {
  const bytes = metrics.counter(
    'groundcrew_tail_read_bytes_total',
    'Bytes of files kept as lines.',
  );
  const lines = metrics.counter('groundcrew_tail_lines_total', 'Records made of files.');
  const cut = metrics.counter(
    'groundcrew_tail_cut_lines_total',
    'Lines of files that were cut because they were too long.',
  );
  for (const counter of [bytes, lines, cut]) counter.add(0);
  const followed = () => [...files()].filter(({ isDone }) => !isDone);
  metrics.gauge('groundcrew_tail_files', 'Files that are followed.', () => followed().length);
  metrics.gauge('groundcrew_tail_open_files', 'Files that are open.', openCount);
  metrics.gauge(
    'groundcrew_tail_lag_bytes',
    'Bytes of followed files that are not in the log yet.',
    () => followed().reduce((sum, { size, position }) => sum + Math.max(0, size - position), 0),
  );
  return {
    kept(size, rows, cutLines) {
      bytes.add(size);
      lines.add(rows);
      if (cutLines > 0) cut.add(cutLines);
    },
  };
}
