// Migration 3: small mutable state, such as saved views. The newest version of a key wins.
import type { Migration } from './migration.ts';

// Nothing is changed in place: every change is a new row, and merges remove the rows it replaced. Readers take the
// newest row of each key themselves, so what they see does not depend on merges.
const entities = `
CREATE TABLE IF NOT EXISTS groundcrew.entities (
  kind LowCardinality(String),
  key String CODEC(ZSTD(1)),
  version UInt64 CODEC(ZSTD(1)),
  is_removed UInt8,
  content String CODEC(ZSTD(1))
) ENGINE = ReplacingMergeTree(version)
ORDER BY (kind, key)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1`;

export const migration3: Migration = { number: 3, name: 'entities', statements: [entities] };
