// A whole API over the real engine on a free port, with records of its own, for integration tests.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mapLine } from '@groundcrew/model';
import { recordJson } from '@groundcrew/query';
import {
  type Access,
  GroundcrewError,
  Metrics,
  type Scope,
  silentLog,
  systemClock,
} from '@groundcrew/runtime';
import { type Engine, migrate, openStore, startEngine, type Store } from '@groundcrew/store';
import { fastify } from 'fastify';
import type { ApiContext } from '../context.ts';
import { createApi } from '../create-api.ts';
import type { ServerFacts } from '../status/server-facts.ts';
import { TailHub } from '../tail/tail-hub.ts';

export interface TestStore {
  readonly folder: string;
  readonly engine: Engine;
  readonly store: Store;
  /** Runs a statement without any check. */
  command(sql: string): Promise<void>;
  /** What a query without any check answers, as text. */
  text(sql: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts an engine with the tables of this version. */
export async function openTestStore(): Promise<TestStore> {
  const folder = await mkdtemp(join(tmpdir(), 'groundcrew-api-'));
  const engine = await startEngine({
    dir: folder,
    fileRoots: [],
    log: silentLog,
    metrics: new Metrics(),
  });
  const store = openStore({ engine });
  await migrate(store, { log: silentLog });
  return {
    folder,
    engine,
    store,
    command: async (query) => void (await store.client().command({ query })),
    text: async (query) => {
      const answer = await store.client().query({ query, format: 'TabSeparated' });
      return answer.text();
    },
    async close() {
      await store.close();
      await engine.stop(0);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface TestApi {
  readonly url: string;
  readonly tail: TailHub;
  readonly metrics: Metrics;
  readonly asked: string[];
  /** Tokens and what they allow; while empty, nobody needs one. */
  readonly tokens: Map<string, readonly Scope[]>;
  close(): Promise<void>;
}

/** Serves the API over this store. */
export async function openTestApi(
  store: ApiContext['store'],
  changes: Partial<ApiContext> = {},
): Promise<TestApi> {
  const metrics = new Metrics();
  const asked: string[] = [];
  const tokens = new Map<string, readonly Scope[]>();
  const tail = new TailHub({
    clock: systemClock,
    metrics,
    read: mapLine,
    write: (record) => recordJson(record),
  });
  const app = fastify({
    exposeHeadRoutes: true,
    bodyLimit: 256 * 1024,
    routerOptions: { maxParamLength: 1024 },
    forceCloseConnections: true,
  });
  await app.register(
    createApi({
      store,
      schema: () => ({ promoted: new Map() }),
      noteAsked: (names) => asked.push(...names),
      readiness: [],
      deadLetters: { list: async () => [] },
      entities: noEntities,
      tokens: noTokens,
      serverFacts: async () => quietServer,
      startedNs: systemClock.nowNs(),
      tail,
      access: accessOf(tokens),
      metrics,
      log: silentLog,
      clock: systemClock,
      version: '1.2.3',
      ...changes,
    }),
  );
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    url,
    tail,
    metrics,
    asked,
    tokens,
    async close() {
      tail.close();
      await app.close();
    },
  };
}

const noEntities: ApiContext['entities'] = {
  list: async () => [],
  put: async (_kind, { key, content }) => ({ key, content, version: 1n }),
  remove: async () => false,
};

const noTokens: ApiContext['tokens'] = {
  read: async () => [],
  create: () =>
    Promise.reject(new GroundcrewError('tokens-full', 'cannot make one', { status: 409 })),
  revoke: () =>
    Promise.reject(new GroundcrewError('token-not-found', 'cannot revoke', { status: 404 })),
};

/** A server on which nothing happens. */
export const quietServer: ServerFacts = {
  log: { sizeBytes: 0, sizeBytesMax: 1, segments: 0, lagRows: 0, lagSeconds: 0 },
  deadLetters: { rows: 0, sizeBytes: 0 },
  disk: undefined,
  engine: undefined,
  retentionDays: undefined,
};

function accessOf(tokens: ReadonlyMap<string, readonly Scope[]>): Access {
  return {
    check(authorization, scope) {
      if (tokens.size === 0) return { id: 'local' };
      if (authorization === undefined)
        throw new GroundcrewError('token-missing', 'cannot answer', { status: 401 });
      const scopes = tokens.get(authorization.replace(/^Bearer /, ''));
      if (!scopes) throw new GroundcrewError('token-unknown', 'cannot answer', { status: 401 });
      const isAllowed = scopes.includes('admin') || scopes.includes(scope);
      if (!isAllowed) throw new GroundcrewError('scope-missing', 'cannot answer', { status: 403 });
      return { id: authorization };
    },
  };
}

/** Rows for `logs`: `count` of them, a second apart, the newest a second before now. */
export async function fill(store: TestStore, count: number): Promise<void> {
  await store.command(`INSERT INTO groundcrew.logs
    (time, observed_time, severity_number, severity_text, service, host, body, request_id, batch, row, attributes)
    SELECT now64(9) - toIntervalSecond(number + 1), now64(9), if(number % 10 = 0, 17, 9), if(number % 10 = 0, 'error', 'info'),
      ['shop', 'billing'][number % 2 + 1], 'web-1', concat('line ', toString(number), if(number % 10 = 0, ' failed, "badly"', '')),
      concat('req-', toString(intDiv(number, 5))), 1, toUInt32(${count} - number),
      map('path', concat('"/p/', toString(number % 3), '"'), 'status', toString(200 + number % 2))
    FROM numbers(${count})`);
  await store.command(`INSERT INTO groundcrew.logs_per_minute (minute, service, severity_number, rows, bytes, batch)
    SELECT toStartOfMinute(time), service, severity_number, count(), sum(length(body)), 1 FROM groundcrew.logs
    GROUP BY ALL`);
}
