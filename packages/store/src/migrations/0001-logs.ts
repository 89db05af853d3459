// Migration 1: log records, their roll-up by minute, and what the delivery needs beside them.
// Codecs and indexes were chosen by measurement: docs/decisions tells the figures.
import type { Migration } from './migration.ts';

/**
 * An insert is on disk when it is answered, and a merge never replaces parts that are on disk by one that is not.
 * (The embedded engine removes merged parts without the server's grace of eight minutes.)
 */
const durable = `fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1`;

// The index is on an expression, not on `body` with a preprocessor: with a preprocessor the same condition would
// be case-sensitive wherever the planner does not use the index. Queries say `hasAllTokens(lowerUTF8(body), …)`.
const logs = `
CREATE TABLE IF NOT EXISTS groundcrew.logs (
  time DateTime64(9, 'UTC') CODEC(Delta, ZSTD(1)),
  observed_time DateTime64(9, 'UTC') CODEC(Delta, ZSTD(1)),
  severity_number UInt8 CODEC(ZSTD(1)),
  severity_text LowCardinality(String) CODEC(ZSTD(1)),
  service LowCardinality(String) CODEC(ZSTD(1)),
  host LowCardinality(String) CODEC(ZSTD(1)),
  instance LowCardinality(String) CODEC(ZSTD(1)),
  release LowCardinality(String) CODEC(ZSTD(1)),
  run_id LowCardinality(String) CODEC(ZSTD(1)),
  body String CODEC(ZSTD(1)),
  request_id String CODEC(ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  span_id String CODEC(ZSTD(1)),
  batch UInt64 CODEC(Delta, ZSTD(1)),
  row UInt32 CODEC(Delta, T64, ZSTD(1)),
  attributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  INDEX body_words lowerUTF8(body) TYPE text(tokenizer = 'splitByNonAlpha'),
  INDEX request_ids request_id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX trace_ids trace_id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX batches batch TYPE minmax GRANULARITY 1
) ENGINE = MergeTree
PARTITION BY toDate(time)
ORDER BY (service, time)
SETTINGS index_granularity = 2048, merge_selector_base = 30, ${durable}`;

const logsPerMinute = `
CREATE TABLE IF NOT EXISTS groundcrew.logs_per_minute (
  minute DateTime('UTC') CODEC(Delta, ZSTD(1)),
  service LowCardinality(String) CODEC(ZSTD(1)),
  severity_number UInt8 CODEC(ZSTD(1)),
  rows UInt64 CODEC(T64, ZSTD(1)),
  bytes UInt64 CODEC(T64, ZSTD(1)),
  batch UInt64 CODEC(Delta, ZSTD(1)),
  INDEX batches batch TYPE minmax GRANULARITY 1
) ENGINE = MergeTree
PARTITION BY toDate(minute)
ORDER BY (minute, service, severity_number)
SETTINGS ${durable}`;

// On a server elsewhere a lost request may still arrive later: attempts older than the batch's newest fence
// insert nothing. See delivery/fence.ts.
const fences = `
CREATE TABLE IF NOT EXISTS groundcrew.batch_fences (
  target LowCardinality(String),
  batch UInt64,
  fence UInt32,
  time DateTime('UTC') DEFAULT now('UTC')
) ENGINE = MergeTree
ORDER BY (target, batch)
TTL time + INTERVAL 7 DAY
SETTINGS ${durable}`;

export const migration1: Migration = {
  number: 1,
  name: 'logs',
  statements: [logs, logsPerMinute, fences],
};
