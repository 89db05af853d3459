// The store as everything above it sees it: one ClickHouse client, whether the engine is embedded or a server elsewhere.
import { setTimeout as delay } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import {
  type ClickHouseClient,
  ClickHouseLogLevel,
  type ClickHouseSettings,
  createClient,
} from '@clickhouse/client';
import { GroundcrewError } from '@groundcrew/runtime';
import { brokenOff } from './broken-answer.ts';
import type { Engine } from './engine/engine.ts';
import type { Sql } from './sql.ts';

/** Where the store is. */
export type StoreOptions =
  | { engine: Engine }
  | { url: string; username?: string; password?: string; database?: string };

export interface StoreQueryOptions {
  /** Output format, JSONEachRow when not given; `rows` needs that one. */
  format?: string;
  settings?: ClickHouseSettings;
  /** Aborting it kills the query, also while its answer is being read. */
  signal?: AbortSignal;
  /** The query's id in the store; random when not given. */
  queryId?: string;
}

/** The answer to a query. It must be read, in one of three ways and once, or its stream destroyed. */
export interface StoreResult {
  readonly queryId: string;
  /** All of it as text. */
  text(): Promise<string>;
  /** All rows; the format must be JSONEachRow. */
  rows<Row>(): Promise<Row[]>;
  /** The bytes as they come. An error in the middle is the stream's error; destroying the stream kills the query. */
  stream(): Readable;
}

/** The store. */
export interface Store {
  /** The client for the store's current address: ask again for each use, do not keep it. */
  client(): ClickHouseClient;
  /** Whether the store answered last time; for the embedded engine, whether its process serves. */
  readonly isUp: boolean;
  readonly isEmbedded: boolean;
  /** Resolves when the store answers. Rejects with the signal's reason. */
  waitUntilUp(signal?: AbortSignal): Promise<void>;
  /** Starts a query. Throws ClickHouseError for what the store refuses, and network errors while it is away. */
  query(query: Sql, options?: StoreQueryOptions): Promise<StoreResult>;
  close(): Promise<void>;
}

/** Opens the store; does not wait for it to be up. */
export function openStore(options: StoreOptions): Store {
  return new OpenStore(options);
}

/** Queries have bounds of their own; a connection on which nothing came for so long is dead. */
const requestTimeoutMs = 3_600_000;
const longestPauseMs = 2000;

class OpenStore implements Store {
  readonly #options: StoreOptions;
  readonly #closing = new AbortController();
  #client: ClickHouseClient | undefined;
  /** Address and password the client was made for. */
  #clientTarget: string | undefined;
  #answered = false;

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  get isEmbedded(): boolean {
    return 'engine' in this.#options;
  }

  get isUp(): boolean {
    return 'engine' in this.#options ? this.#options.engine.isUp : this.#answered;
  }

  client(): ClickHouseClient {
    this.#closing.signal.throwIfAborted();
    const target = 'engine' in this.#options ? this.#options.engine : this.#options;
    const identity = `${target.url} ${target.password ?? ''}`;
    if (this.#client && this.#clientTarget === identity) return this.#client;
    // The engine came back with another password, perhaps on another port: nobody answers the old client.
    void this.#client?.close();
    this.#clientTarget = identity;
    this.#client = createClient({
      url: target.url,
      username: target.username ?? 'default',
      password: target.password ?? '',
      ...('database' in target && target.database !== undefined
        ? { database: target.database }
        : {}),
      application: 'groundcrew',
      request_timeout: requestTimeoutMs,
      max_open_connections: 64,
      // What goes wrong is thrown to the caller, who logs it.
      log: { level: ClickHouseLogLevel.OFF },
      compression: { response: !this.isEmbedded, request: false },
    });
    return this.#client;
  }

  async waitUntilUp(signal?: AbortSignal): Promise<void> {
    const either = AbortSignal.any([this.#closing.signal, ...(signal ? [signal] : [])]);
    if ('engine' in this.#options) return this.#options.engine.waitUntilUp(either);
    for (let pauseMs = 100; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      either.throwIfAborted();
      const { success } = await this.client().ping({ select: true });
      this.#answered = success;
      if (success) return;
      await delay(pauseMs, undefined, { signal: either }).catch(() => either.throwIfAborted());
    }
  }

  async query(query: Sql, options: StoreQueryOptions = {}): Promise<StoreResult> {
    const { format = 'JSONEachRow', settings, signal, queryId } = options;
    signal?.throwIfAborted();
    try {
      const answer = await this.client().exec({
        query: `${query.text}\nFORMAT ${format}`,
        query_params: query.parameters,
        ...(settings ? { clickhouse_settings: settings } : {}),
        ...(signal ? { abort_signal: signal } : {}),
        ...(queryId === undefined ? {} : { query_id: queryId }),
      });
      this.#answered = true;
      const tag = answer.response_headers?.['x-clickhouse-exception-tag'];
      const stream = brokenOff(answer.stream, typeof tag === 'string' ? tag : undefined, signal);
      return storeResult(answer.query_id, stream);
    } catch (error) {
      if (error instanceof Error && 'syscall' in error) this.#answered = false;
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(
      new GroundcrewError('store-closed', 'cannot use the store: it was closed', { status: 503 }),
    );
    await this.#client?.close();
  }
}

function storeResult(queryId: string, stream: Readable): StoreResult {
  const text = async () => {
    const chunks: Buffer[] = [];
    // A byte stream yields buffers.
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('utf8');
  };
  return {
    queryId,
    text,
    // The caller knows the columns of its query.
    rows: async <Row>() =>
      (await text())
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Row),
    stream: () => stream,
  };
}
