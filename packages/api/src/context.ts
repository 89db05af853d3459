// What the API needs from the rest of the program. The gateway fills it in; tests pass their own.
import type { Readable } from 'node:stream';
import type { Access, Clock, Log, Metrics, TokenFile } from '@groundcrew/runtime';
import type { DeadLetters, Entities, LogSchema } from '@groundcrew/store';
import type { ApiLimits } from './limits.ts';
import type { ServerFacts } from './status/server-facts.ts';
import type { TailHub } from './tail/tail-hub.ts';

/** The part of `@clickhouse/client` the API uses. */
export interface StoreClient {
  exec(request: StoreRequest): Promise<StoreAnswer>;
}

export interface StoreRequest {
  query: string;
  query_params?: Record<string, unknown>;
  clickhouse_settings?: Record<string, string | number>;
  abort_signal?: AbortSignal;
  query_id?: string;
}

export interface StoreAnswer {
  stream: Readable;
  response_headers: Record<string, string | string[] | undefined>;
}

/** The part of the store the API uses: `Store` of `@groundcrew/store` fits. */
export interface ApiStore {
  readonly isUp: boolean;
  readonly isEmbedded: boolean;
  client(): StoreClient;
}

/** One thing `/readyz` asks. */
export interface ReadinessCheck {
  /** Short and stable, such as `log`, `store` or `delivery`. */
  readonly name: string;
  /** Why it is not ready, one sentence without paths or secrets; undefined when it is. Called for each request. */
  problem(): string | undefined;
}

/** Where dead letters are read from. */
export type DeadLetterSource = Pick<DeadLetters, 'list'>;

/** Everything the API is given. */
export interface ApiContext {
  readonly store: ApiStore;
  /** The columns of `logs` as they are now. */
  schema(): LogSchema;
  /** Told which attributes a query asked for, so that frequent ones get a column of their own. */
  noteAsked(names: readonly string[]): void;
  readonly readiness: readonly ReadinessCheck[];
  readonly deadLetters: DeadLetterSource;
  /** Saved views and other small state. */
  readonly entities: Entities;
  readonly tokens: Pick<TokenFile, 'read' | 'create' | 'revoke'>;
  /** What `/api/status` tells beside what the API knows itself. */
  serverFacts(): Promise<ServerFacts>;
  /** When the server was started. */
  readonly startedNs: bigint;
  readonly tail: TailHub;
  readonly access: Access;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly clock: Clock;
  readonly version: string;
  /** Bounds other than the defaults. */
  readonly limits?: Partial<ApiLimits>;
}
