// Patterns, volumes and completion over the real engine.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
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

async function get<Body>(path: string): Promise<Body> {
  const response = await fetch(api.url + path);
  const text = await response.text();
  assert.equal(response.status, 200, `${path}\n${text}`);
  return JSON.parse(text) as Body;
}

interface Patterns {
  total: number;
  sampled: number;
  patterns: {
    pattern: string;
    count: number;
    share: number;
    levels: Record<string, number>;
    services: string[];
    query?: string;
    example: { id: string; body: string; attributes: Record<string, unknown> };
  }[];
  rest: { count: number };
}

test('patterns with their counts, levels, examples, and a search that finds them', async () => {
  const answer = await get<Patterns>('/api/logs/patterns');
  assert.equal(answer.total, 200);
  assert.equal(answer.sampled, 200);
  assert.deepEqual(
    answer.patterns.map(({ pattern, count, share, levels, services }) => ({
      pattern,
      count,
      share,
      levels,
      services,
    })),
    [
      {
        pattern: 'line <*>',
        count: 180,
        share: 0.9,
        levels: { info: 180 },
        services: ['billing', 'shop'],
      },
      {
        pattern: 'line <*> failed, "badly"',
        count: 20,
        share: 0.1,
        levels: { error: 20 },
        services: ['shop'],
      },
    ],
  );
  assert.equal(answer.patterns[1]?.example.body, 'line 0 failed, "badly"');
  assert.deepEqual(answer.patterns[1]?.example.attributes, { path: '/p/0', status: 200 });
  assert.deepEqual(answer.rest, { count: 0 });
  for (const { query = '', count } of answer.patterns) {
    const found = await get<{ count: number }>(
      `/api/logs/count?query=${encodeURIComponent(query)}`,
    );
    assert.ok(found.count >= count);
  }
});

test('a limit leaves a rest, a sample leaves estimates, nothing leaves nothing', async () => {
  const short = await get<Patterns>('/api/logs/patterns?limit=1');
  assert.equal(short.patterns.length, 1);
  assert.deepEqual(short.rest, { count: 20 });
  const sampled = await get<Patterns>('/api/logs/patterns?sample=50');
  assert.equal(sampled.total, 200);
  assert.ok(sampled.sampled > 10 && sampled.sampled < 110);
  const estimated = sampled.patterns.reduce((sum, { count }) => sum + count, 0);
  assert.ok(Math.abs(estimated - 200) < 5, String(estimated));
  const none = await get<Patterns>('/api/logs/patterns?query=nothingofthekind');
  assert.deepEqual(none, { total: 0, sampled: 0, patterns: [], rest: { count: 0 } });
});

interface Volume {
  total: { rows: number; bytes: number };
  sampled: number;
  values: { value?: unknown; rows: number; bytes: number }[];
  fields: { name: string; is_attribute: boolean; rows: number; bytes: number }[];
}

test('volume by value and by field', async () => {
  const volume = await get<Volume>('/api/logs/volume?by=service');
  assert.equal(volume.total.rows, 200);
  const sum = (list: { bytes: number }[]) => list.reduce((all, { bytes }) => all + bytes, 0);
  assert.equal(sum(volume.values), volume.total.bytes);
  assert.equal(sum(volume.fields), volume.total.bytes);
  assert.deepEqual(
    volume.values.map(({ value, rows }) => [value, rows]),
    [
      ['shop', 100],
      ['billing', 100],
    ],
  );
  assert.ok(volume.fields.some(({ name, is_attribute }) => name === 'path' && is_attribute));
  const status = await get<Volume>('/api/logs/volume?by=status&limit=1&sample=60');
  assert.equal(typeof status.values[0]?.value, 'number');
  assert.equal(status.fields.length, 1);
  assert.equal(
    status.values.reduce((all, { rows }) => all + rows, 0),
    200,
  );
  assert.ok(api.asked.includes('status'));
});

test('values of a field for completion', async () => {
  const { values } = await get<{ values: { value: string; count: number }[] }>(
    '/api/logs/values?field=service&prefix=SH',
  );
  assert.deepEqual(values, [{ value: 'shop', count: 100 }]);
});

test('a search as SQL finds what the search finds, and the jail takes it', async () => {
  const searches = [
    '',
    'failed',
    '"line 50" OR level:error',
    'service:shop -path:/p/1 status:>=200',
    'request_id:req-1 OR host:web* OR body:/badly"$/',
    'status:[200 TO 201] severity_number:>9',
    'level:error "it\\\'s" OR path:*',
    "odd`name\\:x:'y OR attributes.x:[1 TO 2]",
    'time:>2020-01-01T00:00:00Z',
    'li*e OR *adl*',
  ];
  const span = 'start=2020-01-01T00:00:00Z&end=2100-01-01T00:00:00Z';
  for (const search of searches) {
    const asked = `query=${encodeURIComponent(search)}&${span}`;
    const { sql } = await get<{ sql: string }>(`/api/logs/sql?${asked}`);
    const { count } = await get<{ count: number }>(`/api/logs/count?${asked}`);
    const answer = await fetch(`${api.url}/api/sql?format=JSON`, {
      method: 'POST',
      body: sql.replace('LIMIT 100', 'LIMIT 1000'),
    });
    const text = await answer.text();
    assert.equal(answer.status, 200, `${sql}\n${text}`);
    assert.equal((JSON.parse(text) as { rows: number }).rows, count, sql);
  }
});

test('a histogram as SQL counts what the histogram counts', async () => {
  interface Bucket {
    time: string;
    value?: unknown;
    count: number;
  }
  for (const options of [
    'start=2020-01-01T00:00:00Z&end=2100-01-01T00:00:00Z&by=service&step=52w',
    'start=-1h&end=2040-01-01T00:00:00Z&by=level&step=30d',
    'start=-1h&by=status&step=7s',
    'start=-1h&by=severity_number',
    'start=-10m&step=500ms&query=line',
  ]) {
    // A span that ends now has another end each time it is asked.
    const asked = options.includes('end=') ? options : `${options}&end=${Date.now() + 60_000}`;
    const { buckets } = await get<{ buckets: Bucket[] }>(`/api/logs/histogram?${asked}&series=100`);
    const { sql } = await get<{ sql: string }>(`/api/logs/sql?${asked}`);
    const answer = await fetch(`${api.url}/api/sql?format=JSONCompact`, {
      method: 'POST',
      body: sql,
    });
    const text = await answer.text();
    assert.equal(answer.status, 200, `${sql}\n${text}`);
    const { data } = JSON.parse(text) as { data: [string, ...unknown[]][] };
    const shown = data.map(([time, ...rest]) => [time.slice(0, 19), ...rest].join(' '));
    const wanted = buckets.map(({ time, value, count }) => {
      const values = options.includes('by=') ? [value] : [];
      return [time.slice(0, 19).replace('T', ' '), ...values, count].join(' ');
    });
    assert.ok(wanted.length > 0, options);
    assert.deepEqual(shown.toSorted(), wanted.toSorted(), sql);
  }
});
