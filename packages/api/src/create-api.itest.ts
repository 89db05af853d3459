// Every route over the real engine: right questions, wrong ones, hostile ones, and callers who leave.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import type { Scope } from '@groundcrew/runtime';
import { apiRoutes } from './routes.ts';
import { injections } from './testing/injections.ts';
import {
  fill,
  openTestApi,
  openTestStore,
  type TestApi,
  type TestStore,
} from './testing/open-api.ts';

let store: TestStore;
let api: TestApi;

before(async () => {
  store = await openTestStore();
  await fill(store, 200);
  api = await openTestApi(store.store);
});

after(async () => {
  await api?.close();
  await store?.close();
});

interface LogsPage {
  logs: { id: string; body: string; service: string; attributes: Record<string, unknown> }[];
  next_cursor?: string;
}

async function get<Body>(path: string): Promise<Body> {
  const response = await fetch(api.url + path);
  const text = await response.text();
  assert.equal(response.status, 200, `${path}\n${text}`);
  assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
  return JSON.parse(text) as Body;
}

async function problem(path: string, options?: RequestInit, url = api.url) {
  const response = await fetch(url + path, options);
  const text = await response.text();
  assert.match(
    response.headers.get('content-type') ?? '',
    /^application\/problem\+json/,
    `${path}\n${text}`,
  );
  const body = JSON.parse(text) as Record<string, unknown>;
  assert.equal(body['status'], response.status);
  return { status: response.status, headers: response.headers, ...body, code: body['code'], text };
}

/** Waits for a condition, at most half a minute. */
async function eventually(what: string, isTrue: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!(await isTrue())) {
    assert.ok(performance.now() < deadline, `never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('right questions', () => {
  test('records, newest first, page by page, without gap or repetition', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const page: LogsPage = await get(`/api/logs?limit=70${cursor}`);
      seen.push(...page.logs.map((log) => log.body));
      cursor = page.next_cursor === undefined ? '' : `&cursor=${page.next_cursor}`;
    } while (cursor !== '');
    assert.equal(seen.length, 200);
    assert.equal(new Set(seen).size, 200);
    assert.match(seen[0] ?? '', /^line 0 /);
  });

  test('the same as NDJSON, by header or parameter', async () => {
    const accept = { headers: { accept: 'application/x-ndjson' } };
    const byHeader = await fetch(`${api.url}/api/logs?limit=5&order=asc`, accept);
    assert.equal(byHeader.headers.get('content-type'), 'application/x-ndjson');
    const lines = (await byHeader.text()).trimEnd().split('\n');
    assert.equal(lines.length, 5);
    const byParameter = await fetch(`${api.url}/api/logs?limit=5&order=asc&format=ndjson`);
    assert.deepEqual((await byParameter.text()).trimEnd().split('\n').length, 5);
    assert.deepEqual((JSON.parse(lines[0] ?? '') as LogsPage['logs'][0]).attributes, {
      path: '/p/1',
      status: 201,
    });
  });

  test('no records is an empty list', async () => {
    assert.deepEqual(await get('/api/logs?query=nothingofthekind'), { logs: [] });
    assert.deepEqual(await get('/api/logs/count?query=nothingofthekind'), { count: 0 });
  });

  test('counts, histogram, facets, fields, context', async () => {
    assert.deepEqual(await get('/api/logs/count'), { count: 200 });
    assert.deepEqual(await get('/api/logs/count?query=level:error'), { count: 20 });
    assert.deepEqual(await get('/api/logs/count?start=-1h&end=-30m'), { count: 0 });
    const histogram = await get<{ step_ns: number; buckets: { count: number; value?: string }[] }>(
      '/api/logs/histogram?by=level&step=1m',
    );
    assert.equal(histogram.step_ns, 60_000_000_000);
    assert.equal(
      histogram.buckets.reduce((sum, bucket) => sum + bucket.count, 0),
      200,
    );
    assert.deepEqual(
      new Set(histogram.buckets.map(({ value }) => value)),
      new Set(['error', 'info']),
    );
    const facets = await get<{
      facets: { field: string; values: { value: unknown; count: number }[] }[];
    }>('/api/logs/facets?field=service&field=status&limit=1');
    assert.deepEqual(
      facets.facets.map(({ field }) => field),
      ['service', 'status'],
    );
    assert.equal(facets.facets[0]?.values[0]?.count, 100);
    assert.equal(typeof facets.facets[1]?.values[0]?.value, 'number');
    const { fields } = await get<{ fields: { name: string; types: string[] }[] }>(
      '/api/logs/fields',
    );
    assert.deepEqual(fields.find(({ name }) => name === 'status')?.types, ['number']);
    const { logs } = await get<LogsPage>('/api/logs?query=%22line+50%22');
    const context = await get<LogsPage>(`/api/logs/context?id=${logs[0]?.id}&before=2&after=3`);
    assert.deepEqual(
      context.logs.map(({ body }) => Number(/\d+/.exec(body)?.[0])),
      [52, 51, 50, 49, 48, 47],
    );
    assert.ok(api.asked.includes('status'));
  });

  test('export streams everything, as NDJSON or CSV', async () => {
    const ndjson = await fetch(`${api.url}/api/logs/export`);
    assert.match(
      ndjson.headers.get('content-disposition') ?? '',
      /^attachment; filename="logs-\d{4}-\d\d-\d\d\.ndjson"$/,
    );
    const lines = (await ndjson.text()).trimEnd().split('\n');
    assert.equal(lines.length, 200);
    for (const line of lines) JSON.parse(line);
    const csv = await fetch(
      `${api.url}/api/logs/export?format=csv&column=time&column=body&column=status`,
    );
    assert.equal(csv.headers.get('content-type'), 'text/csv; charset=utf-8');
    const rows = (await csv.text()).trimEnd().split('\r\n');
    assert.equal(rows.length, 201);
    assert.equal(rows[0]?.replaceAll('"', ''), 'time,body,status');
  });

  test('status routes and documentation', async () => {
    assert.deepEqual(await get('/healthz'), { status: 'ok', version: '1.2.3' });
    assert.deepEqual(await get('/readyz'), { status: 'ready' });
    assert.deepEqual(await get('/api/dead-letters'), { dead_letters: [] });
    assert.equal((await fetch(`${api.url}/healthz`, { method: 'HEAD' })).status, 200);
    const metrics = await (await fetch(`${api.url}/metrics`)).text();
    assert.match(metrics, /groundcrew_api_requests_total\{path="\/api\/logs",status="200"\}/);
    const page = await fetch(`${api.url}/api`);
    assert.match(
      page.headers.get('content-security-policy') ?? '',
      /^default-src 'none'; style-src 'sha256-/,
    );
  });
});

describe('wrong questions', () => {
  const cases: readonly [string, number, string][] = [
    ['/api/logs?limit=0', 400, 'bad-parameter'],
    ['/api/logs?limit=99999', 400, 'bad-parameter'],
    ['/api/logs?limit=1e3', 400, 'bad-parameter'],
    ['/api/logs?limit=', 400, 'bad-parameter'],
    ['/api/logs?limit=1&limit=2', 400, 'repeated-parameter'],
    ['/api/logs?order=up', 400, 'bad-parameter'],
    ['/api/logs?limt=5', 400, 'unknown-parameter'],
    ['/api/logs?__proto__=5', 400, 'unknown-parameter'],
    ['/api/logs?start=yesterday', 400, 'bad-time'],
    ['/api/logs?cursor=x', 400, 'bad-id'],
    ['/api/logs?query=(a', 400, 'bad-query'],
    ['/api/logs/context', 400, 'bad-parameter'],
    ['/api/logs/facets', 400, 'bad-parameter'],
    ['/api/logs/facets?field=body', 400, 'bad-parameter'],
    ['/api/logs/histogram?step=0s', 400, 'bad-parameter'],
    ['/api/logs/histogram?step=1ms', 400, 'bad-parameter'],
    ['/api/logs/histogram?step=-1m', 400, 'bad-duration'],
    ['/api/logs/export?format=xml', 400, 'bad-parameter'],
    ['/api/logs/tail?query=/(/', 400, 'bad-query'],
    ['/api/logz', 404, 'not-found'],
    ['/loki/api/v1/query', 404, 'not-found'],
    ['/api/sql', 405, 'method-not-allowed'],
  ];
  for (const [path, status, code] of cases) {
    test(`${path} is ${code}`, async () => {
      const answer = await problem(path);
      assert.equal(answer.status, status);
      assert.equal(answer.code, code);
    });
  }

  test('the nearest name, and the place in the query, are told', async () => {
    assert.match((await problem('/api/logs?limt=5')).text, /Did you mean limit\?/);
    const { text } = await problem('/api/logs?query=a+OR+OR');
    assert.equal(typeof (JSON.parse(text) as { position: unknown }).position, 'number');
  });

  test('bodies', async () => {
    const post = (body: string, type: string) =>
      problem('/api/sql', { method: 'POST', body, headers: { 'content-type': type } });
    assert.equal((await post('{', 'application/json')).code, 'bad-body');
    assert.equal((await post('{"query":5}', 'application/json')).code, 'bad-body');
    assert.equal((await post('{"query":"SELECT 1","x":1}', 'application/json')).code, 'bad-body');
    assert.equal(
      (await post('{"__proto__":{"query":"SELECT 1"}}', 'application/json')).code,
      'bad-body',
    );
    assert.equal((await post('', 'application/json')).code, 'bad-body');
    assert.equal((await post('x', 'image/png')).status, 415);
    assert.equal((await post('x'.repeat(300_000), 'text/plain')).status, 413);
  });
});

/** Parameters of any text that the store is asked with. */
const freeText = new Set([
  'query',
  'start',
  'field',
  'by',
  'prefix',
  'id',
  'cursor',
  'column',
  'job',
]);

/** Every text for every parameter that ends up in SQL: `make test-security`. */
const isFull = process.env['SECURITY_FULL'] === '1';

test('hostile texts in every parameter: answered or refused, never a failure, never SQL or paths in the words', async (context) => {
  let asked = 0;
  // Those of /api/runs that are compiled as `job` is: samples will do.
  const tried = new Set<string>(['service', 'host']);
  for (const route of apiRoutes) {
    if (route.method !== 'GET' || route.path === '/api/logs/tail') continue;
    for (const parameter of Object.keys(route.query.shape)) {
      const ask = async (text: string): Promise<void> => {
        const required =
          /facets$|values$/.test(route.path) && parameter !== 'field' ? '&field=service' : '';
        const id = route.path.endsWith('context') && parameter !== 'id' ? '&id=1-1-1' : '';
        const path = `${route.path}?${new URLSearchParams({ [parameter]: text }).toString()}${required}${id}`;
        const response = await fetch(api.url + path);
        const body = await response.text();
        asked += 1;
        assert.ok(
          response.status === 200 || response.status === 400 || response.status === 431,
          `${response.status} ${path}\n${body}`,
        );
        // The text itself may be quoted back.
        const isOurs = /DB::|SELECT |groundcrew\.logs|\/tmp\/|\.js:/.exec(body)?.[0];
        if (response.status === 400 && isOurs) assert.ok(text.includes(isOurs), `${path}\n${body}`);
      };
      // Parameters that end up in SQL are tried most, when they come first; all others, and each again, by samples.
      const isNew = freeText.has(parameter) && !tried.has(parameter);
      const step = isFull ? (isNew ? 1 : 7) : isNew ? 4 : 17;
      const texts = injections.filter((_, index) => index % step === tried.size % step);
      tried.add(parameter);
      for (let start = 0; start < texts.length; start += 20) {
        await Promise.all(texts.slice(start, start + 20).map(ask));
      }
    }
  }
  context.diagnostic(`${asked} requests`);
  assert.equal(await store.text('SELECT count() FROM groundcrew.logs'), '200\n');
});

test('authorisation: every route for every kind of token', async () => {
  const guarded = await openTestApi(store.store);
  const tokens: [string, Scope[]][] = [
    ['ingest', ['ingest']],
    ['read', ['read']],
    ['admin', ['admin']],
  ];
  for (const [token, scopes] of tokens) guarded.tokens.set(token, scopes);
  guarded.tokens.set('revoked', ['admin']);
  guarded.tokens.delete('revoked');
  try {
    for (const { method, path, scope } of apiRoutes) {
      for (const token of ['', 'wrong', 'revoked', 'ingest', 'read', 'admin']) {
        const leaving = new AbortController();
        const response = await fetch(guarded.url + path, {
          method,
          signal: leaving.signal,
          ...(token === '' ? {} : { headers: { authorization: `Bearer ${token}` } }),
        });
        const isKnown = ['ingest', 'read', 'admin'].includes(token);
        const isAllowed = scope === 'public' || token === 'admin' || token === scope;
        const expected = isAllowed ? 'in' : isKnown ? 403 : 401;
        const actual = response.status === 401 || response.status === 403 ? response.status : 'in';
        assert.equal(actual, expected, `${method} ${path} with ${token || 'no token'}`);
        leaving.abort();
      }
    }
  } finally {
    await guarded.close();
  }
});

test('a caller who leaves takes the query along within a second', async () => {
  const running = async () =>
    Number(
      await store.text(
        "SELECT count() FROM system.processes WHERE query LIKE '%sipHash64%' AND query NOT LIKE '%system.processes%'",
      ),
    );
  const leaving = new AbortController();
  const answer = fetch(`${api.url}/api/sql`, {
    method: 'POST',
    body: 'SELECT count() FROM numbers(9000000000) WHERE NOT ignore(sipHash64(number))',
    signal: leaving.signal,
  });
  answer.catch(() => {});
  await eventually('the query runs', async () => (await running()) > 0);
  leaving.abort();
  await eventually('the query is gone', async () => (await running()) === 0);
});

test('a reader who stops reading an export holds nothing up and nothing in memory', async () => {
  const slow = request(`${api.url}/api/sql?format=TSV`, { method: 'POST' });
  slow.end("SELECT repeat('x', 1000) FROM numbers(200000)");
  const [response] = await once(slow, 'response');
  response.pause();
  const before = process.memoryUsage().rss;
  assert.deepEqual(await get('/api/logs/count'), { count: 200 });
  assert.ok(process.memoryUsage().rss - before < 100_000_000);
  response.destroy();
  await eventually('the slot is free', async () =>
    /groundcrew_api_queries\{state="running"\} 0/.test(api.metrics.render()),
  );
});

test('more queries than may run wait, and past the queue they are told to come back', async () => {
  const small = await openTestApi(store.store, {
    limits: { queriesRunning: 1, queriesWaiting: 1, queryWaitMs: 60_000 },
  });
  const leaving = new AbortController();
  const slow = () =>
    fetch(`${small.url}/api/sql`, {
      method: 'POST',
      body: 'SELECT count() FROM numbers(9000000000) WHERE NOT ignore(sipHash128(number))',
      signal: leaving.signal,
    }).catch(() => undefined);
  try {
    const held = [slow()];
    await eventually('one runs', () => /state="running"\} 1/.test(small.metrics.render()));
    held.push(slow());
    await eventually('one waits', () => /state="waiting"\} 1/.test(small.metrics.render()));
    const refused = await problem('/api/logs/count', undefined, small.url);
    assert.equal(refused.code, 'too-many-queries');
    assert.equal(refused.status, 503);
    assert.ok(Number(refused.headers.get('retry-after')) > 0);
    leaving.abort();
    await Promise.all(held);
    await eventually('all are gone', () => /state="running"\} 0/.test(small.metrics.render()));
  } finally {
    await small.close();
  }
});

test('live tail over HTTP: a greeting at once, matching records as they are accepted', async () => {
  const response = await fetch(`${api.url}/api/logs/tail?query=level:error`);
  assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.ok(reader);
  let text = (await reader.read()).value ?? '';
  assert.match(text, /^retry: \d+/);
  api.tail.publish(
    Buffer.from('{"level":"info","msg":"quiet"}\n{"level":"error","msg":"loud"}\n'),
    { receivedNs: 5n },
  );
  while (!text.includes('loud')) text += (await reader.read()).value ?? '';
  assert.ok(!text.includes('quiet'));
  const record = JSON.parse(/data: (.*)/.exec(text)?.[1] ?? '') as { body: string; id?: string };
  assert.equal(record.body, 'loud');
  assert.equal(record.id, undefined);
  await reader.cancel();
  await eventually('the viewer is gone', () => !api.tail.hasViewers);
});

test('the store away: questions are told so, status tells why, health stays', async () => {
  const away = await openTestApi(
    {
      isUp: false,
      isEmbedded: true,
      client: () => {
        throw new Error('never asked');
      },
    },
    {
      readiness: [
        { name: 'log', problem: () => undefined },
        { name: 'store', problem: () => 'it is starting' },
      ],
    },
  );
  const refusing = await openTestApi({
    isUp: true,
    isEmbedded: false,
    client: () => ({
      exec: () => Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })),
    }),
  });
  try {
    for (const { url } of [away, refusing]) {
      for (const path of [
        '/api/logs',
        '/api/logs/count',
        '/api/logs/export',
        '/api/logs/facets?field=service',
      ]) {
        const answer = await problem(path, undefined, url);
        assert.equal(answer.code, 'store-unavailable');
        assert.equal(answer.status, 503);
        assert.ok(answer.headers.get('retry-after'));
      }
      const sql = await problem('/api/sql', { method: 'POST', body: 'SELECT 1' }, url);
      assert.equal(sql.code, 'store-unavailable');
    }
    const ready = await fetch(`${away.url}/readyz`);
    assert.equal(ready.status, 503);
    assert.deepEqual(await ready.json(), {
      status: 'not ready',
      problems: [{ check: 'store', reason: 'it is starting' }],
    });
    assert.equal((await fetch(`${away.url}/healthz`)).status, 200);
  } finally {
    await away.close();
    await refusing.close();
  }
});
