// What the mapping needs of the engine: rows in the order of the file, all in one block at the end, and expressions
// behind a condition only where it holds.
import type { ClickHouseSettings } from '@clickhouse/client';

/** Settings for `mappedLines` and `insertLogs`. */
export const mappingSettings = {
  max_threads: 1,
  max_insert_threads: '1',
  input_format_parallel_parsing: 0,
  // Entries are read a few at a time, so that only their lines are in memory in all intermediate forms.
  max_block_size: '65536',
  input_format_max_block_size_bytes: '2097152',
  max_insert_block_size: '1000000000',
  max_insert_block_size_bytes: '0',
  min_insert_block_size_rows: '1000000000',
  min_insert_block_size_bytes: '16000000000',
  short_circuit_function_evaluation: 'enable',
  short_circuit_function_evaluation_for_nulls: 1,
  // As one expression the chain would put off what every row needs, and plan for a second.
  query_plan_merge_expressions: 0,
  // Looks for a < b AND b < c in a way that takes longer to plan the mapping than everything else together.
  optimize_and_compare_chain: 0,
  // The mapping's expressions gain nothing by it, and each change of schema would compile anew.
  compile_expressions: 0,
  session_timezone: 'UTC',
} as const satisfies ClickHouseSettings;
