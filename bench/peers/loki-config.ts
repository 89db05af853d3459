// Loki's configuration: one process on this machine only, data in files, limits out of the way, the rest as shipped.
import { join } from 'node:path';

const local = '127.0.0.1';
const plenty = 1_000_000_000;

/** The configuration as JSON, which Loki reads as YAML. Chunks and index are in `dataFolder`. */
export function lokiConfig(
  folder: string,
  dataFolder: string,
  { httpPort, grpcPort }: { httpPort: number; grpcPort: number },
): string {
  return JSON.stringify({
    auth_enabled: false,
    analytics: { reporting_enabled: false },
    server: {
      http_listen_address: local,
      http_listen_port: httpPort,
      http_server_read_timeout: '10m',
      http_server_write_timeout: '10m',
      grpc_listen_address: local,
      grpc_listen_port: grpcPort,
      grpc_server_max_recv_msg_size: plenty,
      grpc_server_max_send_msg_size: plenty,
      log_level: 'error',
    },
    common: {
      instance_addr: local,
      path_prefix: join(folder, 'loki-work'),
      replication_factor: 1,
      ring: { kvstore: { store: 'inmemory' } },
      storage: {
        filesystem: {
          chunks_directory: join(dataFolder, 'chunks'),
          rules_directory: join(folder, 'loki-work', 'rules'),
        },
      },
    },
    schema_config: {
      configs: [
        {
          from: '2020-01-01',
          store: 'tsdb',
          object_store: 'filesystem',
          schema: 'v13',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    // Bodies of sixteen connections are hours of lines; half of this is how late a line may come.
    ingester: { max_chunk_age: '8h' },
    // The lines are weeks old: without this only what has been flushed would be found.
    querier: { query_ingesters_within: '0s' },
    limits_config: {
      reject_old_samples: false,
      ingestion_rate_mb: 100_000,
      ingestion_burst_size_mb: 100_000,
      per_stream_rate_limit: '10GB',
      per_stream_rate_limit_burst: '10GB',
      max_global_streams_per_user: 0,
      max_query_series: 1_000_000,
      max_entries_limit_per_query: 1_000_000,
      query_timeout: '10m',
    },
  });
}
