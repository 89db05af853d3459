import type { ClickHouseClient } from '@clickhouse/client';

export interface Store {
  client(): ClickHouseClient;
  readonly isUp: boolean;
  readonly isEmbedded: boolean;
  waitUntilUp(signal?: AbortSignal): Promise<void>;
}
