// The whole way: statements over HTTP to the engine's process, over the tables the migrations made.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Metrics, silentLog } from '@groundcrew/runtime';
import {
  type Engine,
  migrate,
  openStore,
  render,
  sql,
  startEngine,
  type Store,
} from '@groundcrew/store';
import { compileSearch } from './compile-search.ts';
import { countLogs } from './count-logs.ts';
import { exportLogs } from './export-logs.ts';
import { formatSearch } from './format-search.ts';
import { histogramLogs } from './histogram-logs.ts';
import { listLogs } from './list-logs.ts';
import { recordOfRow } from './record-rows.ts';
import { logFields } from './log-fields.ts';
import { parseSearch } from './parse-search.ts';
import { timeNsMax } from './parse-time.ts';
import type { SearchNode } from './search-node.ts';
import { schemaWith } from './testing/schema.ts';

const schema = schemaWith([]);
const span = { startNs: 0n, endNs: timeNsMax };
const nasty = [
  "it's",
  'a\\',
  "\\'",
  'a\tb',
  'a\nb',
  'a\rb',
  '`x`',
  '"q"',
  '{p0:String}',
  '$0',
  "[1,'2']",
  '日本 😀',
  '%41&x=1',
  'null',
  'a\0b',
  '+',
  '\\N',
];
let dir: string;
let engine: Engine;
let store: Store;

before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'groundcrew-query-'));
  engine = await startEngine({ dir, fileRoots: [], log: silentLog, metrics: new Metrics() });
  store = openStore({ engine });
  await migrate(store, { log: silentLog });
  const values = nasty.map((text, row) => ({
    time: `2025-11-20 00:00:${String(row).padStart(2, '0')}`,
    service: text,
    request_id: text,
    body: `before ${text} after TimeOut`,
    batch: 1,
    row,
    attributes: { [text]: JSON.stringify(text) },
  }));
  await store.client().insert({ table: 'groundcrew.logs', values, format: 'JSONEachRow' });
  const rollUp = `INSERT INTO groundcrew.logs_per_minute SELECT toStartOfMinute(time), service, severity_number, count(), sum(length(body)), batch FROM groundcrew.logs GROUP BY 1, 2, 3, 6`;
  await store.client().command({ query: rollUp });
});
after(async () => {
  await store.close();
  await engine.stop();
  rmSync(dir, { recursive: true, force: true });
});

const ask = async (
  statement: ReturnType<typeof countLogs>,
  format: 'TSVRaw' | 'JSONCompactEachRow' = 'TSVRaw',
) => (await store.query(statement, { format })).text();

test('awkward values arrive as they are', async () => {
  for (const text of nasty) {
    const places: SearchNode[] = [
      { kind: 'term', field: 'service', test: { kind: 'text', text } },
      { kind: 'term', field: 'request_id', test: { kind: 'exact', text } },
      { kind: 'term', field: `attributes.${text}`, test: { kind: 'text', text } },
    ];
    for (const search of places) {
      assert.equal(await ask(countLogs({ ...span, search }, schema)), '1\n', formatSearch(search));
    }
    const phrase: SearchNode = {
      kind: 'term',
      field: undefined,
      test: { kind: 'text', text: `before ${text} after` },
    };
    assert.equal(await ask(countLogs({ ...span, search: phrase }, schema)), '1\n', text);
  }
});

test('the indexes of the migration are those the compiler counts on', async () => {
  const plan = (query: string) =>
    ask(
      render(
        sql`EXPLAIN indexes = 1 SELECT count() FROM groundcrew.logs WHERE ${compileSearch(parseSearch(query), schema)}`,
      ),
    );
  assert.match(await plan('TIMEOUT'), /Name: body_words/);
  assert.match(await plan('request_id:x'), /Name: request_ids/);
  assert.match(await plan('trace:x'), /Name: trace_ids/);
});

test('records come as lines of JSON', async () => {
  const search = parseSearch('timeout');
  const page = listLogs({ ...span, search, limit: 100, order: 'asc' }, schema);
  const rows = (await ask(page, 'JSONCompactEachRow')).trimEnd().split('\n');
  const lines = rows.map((row) => recordOfRow(row, schema));
  assert.deepEqual(
    lines
      .map((line) => JSON.parse(line) as { body: string; attributes: object })
      .map(({ body, attributes }) => [body, attributes]),
    nasty.map((text) => [`before ${text} after TimeOut`, { [text]: text }]),
  );
  const exported = await ask(
    exportLogs({ ...span, search, order: 'asc', format: 'ndjson' }, schema),
  );
  assert.deepEqual(exported.trimEnd().split('\n'), lines);
  const day = { startNs: 1_763_596_800_000_000_000n, endNs: 1_763_683_200_000_000_000n };
  const histogram = histogramLogs({ ...day, search, stepNs: 60_000_000_000n, by: 'level' }, schema);
  assert.deepEqual(JSON.parse(await ask(histogram)), {
    time: '2025-11-20T00:00:00.000000000Z',
    count: nasty.length,
    value: 'unknown',
  });
  assert.match(await ask(logFields({ ...span, search }, schema)), /"name":"service"/);
});
