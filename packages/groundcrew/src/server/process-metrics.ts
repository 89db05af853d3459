// What the process itself uses, under the names that Prometheus's own client libraries give it.
// https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics
import type { Metrics } from '@groundcrew/runtime';

/** Registers the gauges. `startedMs` is when the process started, milliseconds since the epoch. */
export function addProcessMetrics(metrics: Metrics, version: string, startedMs: number): void {
  metrics.gauge('process_resident_memory_bytes', 'Memory of the gateway process.', () =>
    process.memoryUsage.rss(),
  );
  metrics.gauge('process_cpu_seconds_total', 'Processor time of the gateway process.', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  metrics.gauge(
    'process_start_time_seconds',
    'When the gateway process started.',
    () => startedMs / 1000,
  );
  const build = new Map([[`{version="${version}"}`, 1]]);
  metrics.gauge('groundcrew_build_info', 'The version, as a label.', () => build);
}
