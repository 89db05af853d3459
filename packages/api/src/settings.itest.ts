// Saved views, tokens and the status of the server, over the real engine and a real file of tokens.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { systemClock, TokenFile } from '@groundcrew/runtime';
import { openEntities } from '@groundcrew/store';
import { injections } from './testing/injections.ts';
import {
  fill,
  openTestApi,
  openTestStore,
  quietServer,
  type TestApi,
  type TestStore,
} from './testing/open-api.ts';

let store: TestStore;
let api: TestApi;
let tokens: TokenFile;

before(async () => {
  store = await openTestStore();
  await fill(store, 50);
  tokens = new TokenFile(store.folder);
  api = await openTestApi(store.store, {
    entities: openEntities(store.store, systemClock),
    tokens,
    serverFacts: async () => ({
      ...quietServer,
      log: { sizeBytes: 5, sizeBytesMax: 10, segments: 1, lagRows: 2, lagSeconds: 0.5 },
      disk: { freeBytes: 1_000_000, totalBytes: 2_000_000 },
      engine: { restarts: 1, memoryBytes: 3 },
      retentionDays: 30,
    }),
  });
});
after(async () => {
  await api?.close();
  await store?.close();
  await rm(tokens.path, { force: true });
});

async function send(method: string, path: string, body?: unknown, url = api.url) {
  const response = await fetch(url + path, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) as Record<string, unknown> };
}

const viewsNow = async () =>
  (await send('GET', '/api/views')).body['views'] as { name: string; address: string }[];

describe('saved views', () => {
  test('are saved, replaced, listed by name and deleted', async () => {
    assert.deepEqual(await viewsNow(), []);
    const address = '/logs?query=level%3Aerror&columns=host,path';
    const saved = await send('PUT', '/api/views/errors', { address, description: 'All of them' });
    assert.equal(saved.status, 200);
    assert.match(String(saved.body['updated_at']), /^\d{4}-.*Z$/);
    await send('PUT', '/api/views/a%20view%2Fwith%20%C3%BC', { address: '/runs' });
    await send('PUT', '/api/views/errors', { address: '/logs' });
    assert.deepEqual(
      (await viewsNow()).map(({ name, address: path }) => [name, path]),
      [
        ['a view/with ü', '/runs'],
        ['errors', '/logs'],
      ],
    );
    assert.equal((await send('DELETE', '/api/views/errors')).status, 200);
    const again = await send('DELETE', '/api/views/errors');
    assert.equal(again.status, 404);
    assert.equal(again.body['code'], 'view-not-found');
    assert.equal((await viewsNow()).length, 1);
  });

  test('lead nowhere else, and are bounded', async () => {
    const bad = [
      'https://evil.example/',
      '//evil.example/',
      '/\\evil.example',
      'javascript:alert(1)',
      'logs',
      '',
      '/logs\n',
      '/logs x',
      `/${'x'.repeat(9_000)}`,
    ];
    for (const address of bad) {
      const { status, body } = await send('PUT', '/api/views/x', { address });
      assert.equal(status, 400, address);
      assert.equal(body['code'], 'bad-body');
    }
    assert.equal(
      (await send('PUT', `/api/views/${'x'.repeat(101)}`, { address: '/' })).status,
      400,
    );
    assert.equal((await send('PUT', '/api/views/%20x', { address: '/' })).status, 400);
    assert.equal((await send('PUT', '/api/views/%00', { address: '/' })).status, 400);
    assert.equal((await send('PUT', '/api/views/x', { address: '/', more: 1 })).status, 400);
    assert.equal((await send('PUT', '/api/views/x')).status, 400);
    const text = await fetch(`${api.url}/api/views/x`, { method: 'PUT', body: '/logs' });
    assert.equal(text.status, 415);
    assert.equal((await send('POST', '/api/views/x', { address: '/' })).status, 405);
    assert.ok(!(await viewsNow()).some(({ name }) => name === 'x'));
  });

  test('names are data', async () => {
    const before = (await viewsNow()).length;
    const names = injections.filter((text) => text.length < 100 && text.isWellFormed());
    const kept: string[] = [];
    for (const name of names.slice(0, 80)) {
      const { status, text } = await send('PUT', `/api/views/${encodeURIComponent(name)}`, {
        address: '/logs',
        description: name.slice(0, 400),
      });
      assert.ok([200, 400, 404, 405].includes(status), `${status} ${name}\n${text}`);
      if (status === 200) kept.push(name);
    }
    const expected = new Set(kept);
    assert.ok(expected.size > 40);
    const now = (await viewsNow()).map(({ name }) => name);
    for (const name of expected) assert.ok(now.includes(name), name);
    assert.equal(now.length, before + expected.size);
    for (const name of expected) await send('DELETE', `/api/views/${encodeURIComponent(name)}`);
    assert.equal((await viewsNow()).length, before);
  });
});

describe('tokens', () => {
  test('are made once, listed without their text, and revoked', async () => {
    assert.deepEqual((await send('GET', '/api/tokens')).body, { tokens: [] });
    const made = await send('POST', '/api/tokens', {
      name: ' web ',
      scopes: ['ingest', 'ingest', 'read'],
      expires_in_days: 3,
    });
    const { token, id } = made.body as { token: string; id: string };
    assert.match(token, /^gc_[0-9a-f]{12}_[0-9a-f]{48}$/);
    assert.equal(made.body['name'], 'web');
    assert.deepEqual(made.body['scopes'], ['ingest', 'read']);
    const listed = await send('GET', '/api/tokens');
    assert.ok(!listed.text.includes(token.slice(16)) && !listed.text.includes('hash'));
    assert.equal((await send('DELETE', `/api/tokens/${id}`)).status, 200);
    const [entry] = await tokens.read();
    assert.ok(entry?.revoked);
    const inMs = Date.parse(entry.expires ?? '') - Date.parse(entry.created);
    assert.ok(Math.abs(inMs - 3 * 86_400_000) < 60_000);
  });

  test('of nonsense are refused', async () => {
    for (const body of [
      {},
      { name: '', scopes: ['read'] },
      { name: 'x', scopes: [] },
      { name: 'x', scopes: ['root'] },
      { name: 'x\u0007', scopes: ['read'] },
      { name: 'x', scopes: ['read'], expires_in_days: 0 },
      { name: 'x', scopes: ['read'], hash: 'y' },
    ]) {
      assert.equal((await send('POST', '/api/tokens', body)).status, 400, JSON.stringify(body));
    }
    for (const id of ['x', '000000000000', '%2e%2e', "'"]) {
      const answer = await send('DELETE', `/api/tokens/${id}`);
      assert.equal(answer.status, 404, id);
    }
    assert.equal((await tokens.read()).length, 1);
  });
});

describe('the status', () => {
  test('tells about receivers, log, store, disk and growth', async () => {
    api.metrics.counter('groundcrew_ingest_requests_total', '').add(2, { receiver: 'ingest' });
    const { body } = await send('GET', '/api/status');
    const status = body as {
      version: string;
      uptime_seconds: number;
      receivers: { name: string; requests: number; last_seen_at?: string }[];
      log: object;
      store: {
        is_up: boolean;
        version: string;
        tables: { name: string; rows: number; bytes: number }[];
      };
      engine: object;
      disk: object;
      retention: object;
    };
    assert.equal(status.version, '1.2.3');
    assert.ok(status.uptime_seconds >= 0);
    const [ingest] = status.receivers;
    assert.equal(ingest?.requests, 2);
    assert.match(ingest?.last_seen_at ?? '', /^\d{4}-/);
    assert.deepEqual(status.log, {
      size_bytes: 5,
      size_bytes_max: 10,
      segments: 1,
      lag_rows: 2,
      lag_seconds: 0.5,
    });
    assert.match(status.store.version, /^\d+\.\d+/);
    const logs = status.store.tables.find(({ name }) => name === 'logs');
    assert.equal(logs?.rows, 50);
    assert.ok((logs?.bytes ?? 0) > 0);
    assert.deepEqual(status.engine, { restarts: 1, memory_bytes: 3 });
    assert.deepEqual(status.retention, { logs_days: 30 });
  });

  test('while the store is away, tells the rest; views are told so', async () => {
    const away = await openTestApi({
      isUp: false,
      isEmbedded: true,
      client: () => {
        throw new Error('never asked');
      },
    });
    try {
      const { status, body } = await send('GET', '/api/status', undefined, away.url);
      assert.equal(status, 200);
      assert.deepEqual(body['store'], {
        is_up: false,
        is_embedded: true,
        promoted_attributes: [],
      });
      const views = await send('GET', '/api/views', undefined, away.url);
      assert.equal(views.body['code'], 'store-unavailable');
    } finally {
      await away.close();
    }
  });
});
