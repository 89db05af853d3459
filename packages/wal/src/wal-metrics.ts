// What the log counts about itself.
import type { Metrics } from '@groundcrew/runtime';

/** Registers the log's counters. */
export function walCounters(metrics: Metrics) {
  const counter = (name: string, help: string) => metrics.counter(`groundcrew_wal_${name}`, help);
  return {
    appends: counter('appends_total', 'Appends that are safe on disk.'),
    repeats: counter('repeats_total', 'Appends answered from an earlier one with the same key.'),
    rows: counter('appended_rows_total', 'Rows that are safe on disk.'),
    bytes: counter('appended_bytes_total', 'Bytes written to segments and safe on disk.'),
    commits: counter('commits_total', 'Group commits, each with one fdatasync.'),
    refused: counter('refused_total', 'Appends refused, by code.'),
    errors: counter('errors_total', 'Errors of the disk, by operation.'),
    sealed: counter('segments_sealed_total', 'Segments closed and ready for the store.'),
    trimmed: counter('segments_trimmed_total', 'Segments removed after the store had them.'),
    recoveredRows: counter('recovered_rows_total', 'Rows found in segments at start-up.'),
    damages: counter('damaged_ranges_total', 'Damaged places found in segments at start-up.'),
    quarantined: counter('quarantined_bytes_total', 'Bytes taken out of segments at start-up.'),
  };
}

/** The log's counters. */
export type WalCounters = ReturnType<typeof walCounters>;
