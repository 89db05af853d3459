// What the receivers count about themselves. Each metric has the label `receiver`.
import type { Metrics } from '@groundcrew/runtime';

/** Counters of one receiver; called once or twice per request. */
export interface ReceiverMetrics {
  accepted(rows: number, bytes: number, cut: number): void;
  rejected(reason: string): void;
  aborted(): void;
}

/** Registers the counters and returns a receiver's own view of them. */
export function ingestMetrics(metrics: Metrics): (receiver: string) => ReceiverMetrics {
  const requests = metrics.counter(
    'groundcrew_ingest_requests_total',
    'Requests whose lines are safe on disk.',
  );
  const lines = metrics.counter('groundcrew_ingest_lines_total', 'Lines safe on disk.');
  const bytes = metrics.counter(
    'groundcrew_ingest_bytes_total',
    'Bytes of accepted bodies, decompressed.',
  );
  const cut = metrics.counter(
    'groundcrew_ingest_cut_lines_total',
    'Lines that were cut because they were too long or nested too deep.',
  );
  const rejected = metrics.counter(
    'groundcrew_ingest_rejected_requests_total',
    'Requests refused, by the code in the answer; aborted: the client went away.',
  );
  return (receiver) => {
    const labels = { receiver };
    for (const counter of [requests, lines, bytes, cut]) counter.add(0, labels);
    return {
      accepted(rows, size, cutRows) {
        requests.add(1, labels);
        lines.add(rows, labels);
        bytes.add(size, labels);
        if (cutRows > 0) cut.add(cutRows, labels);
      },
      rejected: (reason) => rejected.add(1, { receiver, reason }),
      aborted: () => rejected.add(1, { receiver, reason: 'aborted' }),
    };
  };
}
