// Migration 2: the runs of programs, one row each after merging.
import type { Migration } from './migration.ts';

// A run is sent again and again while it runs, at least once each time: the record with the highest version stays.
// Readers say FINAL. A run keeps its start, so all its records meet in one partition.
const runs = `
CREATE TABLE IF NOT EXISTS groundcrew.runs (
  run_id String CODEC(ZSTD(1)),
  version UInt64,
  job LowCardinality(String),
  state LowCardinality(String),
  host LowCardinality(String),
  user LowCardinality(String),
  service LowCardinality(String),
  release LowCardinality(String),
  command Array(String) CODEC(ZSTD(1)),
  cwd String CODEC(ZSTD(1)),
  pid UInt64,
  started_at DateTime64(9, 'UTC'),
  updated_at DateTime64(9, 'UTC'),
  ended_at Nullable(DateTime64(9, 'UTC')),
  exit_code Nullable(Int32),
  signal LowCardinality(String),
  out_of_memory Bool,
  cpu_user_ms UInt64,
  cpu_system_ms UInt64,
  memory_peak_bytes UInt64,
  lines UInt64,
  bytes UInt64,
  lost_lines UInt64,
  cut_lines UInt64,
  samples Array(Tuple(at_ms UInt64, cpu_ms UInt64, memory_bytes UInt64)) CODEC(ZSTD(1)),
  received_at DateTime64(9, 'UTC')
) ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(started_at)
ORDER BY run_id
SETTINGS index_granularity = 256, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1`;

export const migration2: Migration = { number: 2, name: 'runs', statements: [runs] };
