// The settings sent with every insert. Nothing is left to a default: defaults differ between the embedded engine
// and a server, and moved under everybody's feet before (deduplication and asynchronous inserts came on by default).
import type { ClickHouseSettings } from '@clickhouse/client';
import { mappingSettings } from '../mapping/mapping-settings.ts';

/**
 * One segment becomes one block, so each partition's part is atomic; the answer comes when the rows are on disk;
 * nothing is deduplicated by content or token: the delivery counts for itself.
 */
export const insertSettings = {
  // One thread and bounds out of reach: all rows of a segment are squashed into a single block.
  ...mappingSettings,
  async_insert: 0,
  wait_for_async_insert: 1,
  deduplicate_insert: 'disable',
  deduplicate_insert_select: 'disable',
  insert_deduplicate: 0,
  insert_deduplication_token: '',
  deduplicate_blocks_in_dependent_materialized_views: 0,
  materialized_views_ignore_errors: 0,
  insert_quorum: '0',
  distributed_foreground_insert: 1,
  parallel_distributed_insert_select: '0',
  input_format_allow_errors_num: '0',
  input_format_allow_errors_ratio: 0,
  max_partitions_per_insert_block: '0',
  optimize_on_insert: 0,
  insert_null_as_default: 1,
  // Measured: leaving the indexes to the merges saves a quarter of the insert and costs more in all.
  materialize_skip_indexes_on_insert: 1,
  exclude_materialize_skip_indexes_on_insert: '',
  date_time_overflow_behavior: 'ignore',
  // Compiling expressions that run once costs more than it saves.
  compile_expressions: 0,
} as const satisfies ClickHouseSettings;
