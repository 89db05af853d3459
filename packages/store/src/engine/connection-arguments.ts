// How the engine is configured: small caches and pools, because it shares a machine, and no logs of its own in tables.

const mebibyte = 1024 * 1024;

/** Command line of the engine's first connection, in `clickhouse local` form. */
export function connectionArguments(memoryBytes: number): string[] {
  const options: Record<string, string | number> = {
    max_server_memory_usage: memoryBytes,
    merges_mutations_memory_usage_soft_limit: Math.floor(memoryBytes / 2),
    mark_cache_size: 32 * mebibyte,
    index_mark_cache_size: 8 * mebibyte,
    uncompressed_cache_size: 0,
    index_uncompressed_cache_size: 0,
    primary_index_cache_size: 32 * mebibyte,
    text_index_tokens_cache_size: 16 * mebibyte,
    text_index_header_cache_size: 16 * mebibyte,
    text_index_postings_cache_size: 16 * mebibyte,
    vector_similarity_index_cache_size: mebibyte,
    unique_key_index_cache_size_bytes: mebibyte,
    query_condition_cache_size: 4 * mebibyte,
    compiled_expression_cache_size: 8 * mebibyte,
    parquet_metadata_cache_size: mebibyte,
    iceberg_metadata_files_cache_size: mebibyte,
    mmap_cache_size: 16,
    background_pool_size: 2,
    background_schedule_pool_size: 2,
    max_thread_pool_size: 500,
    max_thread_pool_free_size: 16,
    max_io_thread_pool_size: 16,
    max_io_thread_pool_free_size: 0,
  };
  return Object.entries(options).map(([name, value]) => `--${name}=${value}`);
}
