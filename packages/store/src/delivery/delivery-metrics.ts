// What the delivery counts about itself.
import type { Metrics } from '@groundcrew/runtime';

/** Registers the delivery's metrics. */
export function deliveryMetrics(metrics: Metrics) {
  const counter = (name: string, help: string) => metrics.counter(`groundcrew_${name}_total`, help);
  return {
    batches: counter('delivery_batches', 'Batches that are in the store.'),
    rows: counter('delivery_rows', 'Log rows delivered, dead letters included.'),
    bytes: counter('delivery_bytes', 'Bytes of log segments that are in the store.'),
    failures: counter('delivery_failures', 'Inserts that failed and were tried again, by kind.'),
    partial: counter(
      'delivery_partial_partitions',
      'Partitions found with a part of a batch: a bug.',
    ),
    deadLetters: counter('dead_letter_rows', 'Rows the store refuses, put aside on disk.'),
    deadLettersRemoved: counter('dead_letter_rows_removed', 'Dead letters removed to make room.'),
  };
}

export type DeliveryMetrics = ReturnType<typeof deliveryMetrics>;

/** Registers what is read at each scrape. */
export function deliveryGauges(
  metrics: Metrics,
  delivery: {
    readonly lagRows: number;
    readonly lagSeconds: number;
    readonly deadLetters: { readonly rows: number; readonly sizeBytes: number };
  },
): void {
  const gauge = (name: string, help: string, read: () => number) =>
    metrics.gauge(`groundcrew_${name}`, help, read);
  gauge(
    'delivery_lag_rows',
    'Rows taken from the log and not yet delivered.',
    () => delivery.lagRows,
  );
  gauge('delivery_lag_seconds', 'Age of the oldest undelivered entry.', () => delivery.lagSeconds);
  gauge('dead_letters_rows', 'Dead letters on disk.', () => delivery.deadLetters.rows);
  gauge('dead_letters_bytes', 'Size of dead letters.', () => delivery.deadLetters.sizeBytes);
}
