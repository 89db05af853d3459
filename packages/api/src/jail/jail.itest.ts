// The jail against the real engine: what people ask is answered, every escape is refused by us, and most of what
// would get through the engine's own read-only mode is caught by the second line too.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { silentLog, systemClock } from '@groundcrew/runtime';
import { openPromotedAttributes } from '@groundcrew/store';
import {
  fill,
  openTestApi,
  openTestStore,
  type TestApi,
  type TestStore,
} from '../testing/open-api.ts';
import { escapes, questions } from '../testing/escapes.ts';
import { isAllowedFunction, isAllowedTableFunction } from './functions.ts';
import { openTables } from './run-sql.ts';
import { checkSyntaxTree } from './syntax-tree.ts';

let store: TestStore;
let api: TestApi;

before(async () => {
  store = await openTestStore();
  await fill(store, 100);
  await store.command(
    'CREATE TABLE groundcrew.tokens (secret String) ENGINE = MergeTree ORDER BY secret',
  );
  await store.command("INSERT INTO groundcrew.tokens VALUES ('the-secret')");
  api = await openTestApi(store.store);
});

after(async () => {
  await api?.close();
  await store?.close();
});

const ask = async (query: string, format?: string) => {
  const response = await fetch(`${api.url}/api/sql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, ...(format === undefined ? {} : { format }) }),
  });
  return {
    status: response.status,
    text: await response.text(),
    type: response.headers.get('content-type'),
  };
};

test('what people ask is answered', async () => {
  for (const question of questions) {
    const { status, text } = await ask(question);
    assert.equal(status, 200, `${question}\n${text}`);
  }
});

test('every escape is refused by our own check, with a problem that gives nothing away', async () => {
  for (const sql of Object.values(escapes).flat()) {
    const { status, text, type } = await ask(sql);
    assert.equal(status, 400, `${sql}\n${text}`);
    assert.match(type ?? '', /^application\/problem\+json/);
    const { code } = JSON.parse(text) as { code: string };
    assert.ok(code === 'sql-refused' || (sql === '' && code === 'bad-body'), `${sql}\n${text}`);
    assert.ok(!text.includes('the-secret') && !text.includes('root:'), text);
  }
  assert.ok(!existsSync('/tmp/groundcrew-escape'));
  assert.equal(await store.text('SELECT count() FROM groundcrew.logs'), '100\n');
});

/** What the engine does with an escape when nobody checks it: in the same read-only session with the same settings. */
async function unchecked(sql: string): Promise<'answers' | 'refuses'> {
  const settings = { readonly: '1' as const, max_execution_time: 5, database: 'groundcrew' };
  try {
    const answer = await store.store.client().exec({ query: sql, clickhouse_settings: settings });
    for await (const chunk of answer.stream) void chunk;
    return 'answers';
  } catch {
    return 'refuses';
  }
}

test('the check is needed: read-only mode alone lets much of this through', async (context) => {
  const groups = ['tables of the server', 'files by name', 'functions that reach out'];
  const texts = groups
    .flatMap((group) => escapes[group] ?? [])
    .filter((sql) => !/sleep/i.test(sql));
  const through: string[] = [];
  for (const sql of texts) if ((await unchecked(sql)) === 'answers') through.push(sql);
  context.diagnostic(`read-only mode answers ${through.length} of ${texts.length} escapes`);
  const known = [
    "SELECT file('/etc/passwd')",
    'SELECT * FROM groundcrew.tokens',
    'SELECT 1 WHERE 1 NOT IN tokens',
    'SELECT hostName(), fqdn()',
  ];
  for (const sql of known) assert.ok(through.includes(sql), `no longer gets through: ${sql}`);
});

test('the second line alone catches tables, table functions, functions and clauses', async (context) => {
  const groups = [
    'tables of the server',
    'files by name',
    'table functions',
    'functions that reach out',
    'clauses that write, format or set',
  ];
  const rules = { tables: openTables, subqueryNames: new Set<string>() };
  const missed: string[] = [];
  let parsed = 0;
  for (const sql of groups.flatMap((group) => escapes[group] ?? [])) {
    const tree = await store.text(`EXPLAIN AST ${sql}`).catch(() => undefined);
    // What the store cannot parse is no escape.
    if (tree === undefined || /^EXPLAIN/i.test(sql)) continue;
    parsed += 1;
    try {
      checkSyntaxTree(tree, rules);
      missed.push(sql);
    } catch {
      continue;
    }
  }
  context.diagnostic(`the syntax tree gives away ${parsed - missed.length} of ${parsed} escapes`);
  // APPLY does not show its function in the tree, and a subquery's name hides a table only from a check without scopes.
  for (const sql of missed) assert.match(sql, /APPLY|WITH tokens AS|CAST|STREAM/, `missed: ${sql}`);
});

test('the list of functions fits the engine: no name is unknown to it, no closed one is on it', async () => {
  const rows = await store.text('SELECT name, origin FROM system.functions');
  const closed =
    'file dictGet joinGet hasColumnInTable sleep sleepEachRow hostName FQDN serverUUID tcpPort getMacro getServerSetting getClientHTTPHeader catboostEvaluate currentUser logTrace showCertificate globalVariable filesystemAvailable __getScalar in globalIn'.split(
      ' ',
    );
  const known = rows
    .split('\n')
    .filter((row) => row !== '')
    .map((row) => row.split('\t')[0] ?? '');
  for (const name of closed) assert.ok(!isAllowedFunction(name), name);
  const open = known.filter(isAllowedFunction);
  assert.ok(open.length > 1000, `${open.length} functions are open`);
  const tableFunctions = (await store.text('SELECT name FROM system.table_functions'))
    .trim()
    .split('\n');
  assert.deepEqual(tableFunctions.filter(isAllowedTableFunction).sort(), [
    'generateSeries',
    'generate_series',
    'numbers',
    'numbers_mt',
    'values',
    'zeros',
    'zeros_mt',
  ]);
});

test('answers come in the format asked for', async () => {
  assert.deepEqual(JSON.parse((await ask('SELECT 1 AS a')).text).data, [{ a: 1 }]);
  assert.equal((await ask("SELECT 1 AS a, 'x' AS b", 'csvwithnames')).text, '"a","b"\n1,"x"\n');
  assert.equal((await ask('SELECT 1 AS a', 'JSONEachRow')).text, '{"a":1}\n');
  const bad = await ask('SELECT 1', 'Template');
  assert.equal(bad.status, 400);
  const plain = await fetch(`${api.url}/api/sql?format=TSV`, {
    method: 'POST',
    body: 'SELECT count() FROM logs',
  });
  assert.equal(await plain.text(), '100\n');
});

test("a mistake in the SQL is told in the store's words, without paths", async () => {
  const { status, text } = await ask('SELECT nothing FROM logs');
  const problem = JSON.parse(text) as Record<string, unknown>;
  assert.equal(status, 400);
  assert.equal(problem['code'], 'sql-failed');
  assert.match(String(problem['detail']), /nothing/);
  assert.equal(problem['clickhouse_name'], 'UNKNOWN_IDENTIFIER');
  assert.equal(problem['position'], 7);
  assert.ok(!text.includes(store.folder) && !/version 2/.test(text), text);
  const typo = ' /* é */ SELECT 1 1 FROM logs';
  const { position } = JSON.parse((await ask(typo)).text) as { position: unknown };
  assert.equal(position, typo.indexOf('1 FROM'));
});

test('bounds hold: time, memory, rows and what one may ask', async () => {
  const small = await openTestApi(store.store, {
    limits: { sqlSeconds: 1, queryMemoryBytes: 50_000_000, sqlResultRows: 1000, sqlLength: 500 },
  });
  try {
    const problem = async (query: string) => {
      const response = await fetch(`${small.url}/api/sql`, { method: 'POST', body: query });
      const text = await response.text();
      return { status: response.status, code: (JSON.parse(text) as { code: string }).code, text };
    };
    const slow = await problem(
      'SELECT count() FROM numbers(9000000000) WHERE NOT ignore(sipHash64(number))',
    );
    assert.equal(slow.code, 'query-timeout', slow.text);
    const large = await problem('SELECT groupArray(number) FROM numbers(100000000)');
    assert.equal(large.code, 'query-too-large', large.text);
    const many = await problem('SELECT number FROM numbers(100000)');
    assert.equal(many.code, 'query-too-large', many.text);
    const long = await problem(`SELECT '${'x'.repeat(600)}'`);
    assert.equal(long.status, 413, long.text);
  } finally {
    await small.close();
  }
});

test('an answer that breaks off never ends properly', async () => {
  const query = "SELECT number, repeat('x', 1000), throwIf(number = 900000) FROM numbers(1000000)";
  const response = await fetch(`${api.url}/api/sql?format=TSV`, { method: 'POST', body: query });
  if (response.status !== 200) return;
  await assert.rejects(response.text());
});

test('attributes in the map count all rows, those written since they got columns too', async () => {
  const attributes = await openPromotedAttributes(store.store, {
    log: silentLog,
    clock: systemClock,
    sampleRowsMin: 1,
  });
  attributes.noteDelivered({ batch: 1n, rows: 100 });
  await attributes.apply(new AbortController().signal);
  assert.deepEqual([...attributes.schema.promoted.keys()].sort(), ['path', 'status']);
  await store.command(`INSERT INTO groundcrew.logs (time, service, batch, row, \`attr.path\`, attributes)
    SELECT now64(9), 'new', 2, number, '"/p/0"', map('rare', '1') FROM numbers(50)`);
  const promoting = await openTestApi(store.store, { schema: () => attributes.schema });
  const answer = async (query: string) => {
    const url = `${promoting.url}/api/sql?format=TSV`;
    return (await fetch(url, { method: 'POST', body: query })).text();
  };
  try {
    const isPath = `attributes['path'] = '"/p/0"'`;
    for (const [query, expected] of [
      [`SELECT count() FROM logs WHERE ${isPath}`, '84'],
      [`SELECT count() FROM groundcrew.logs AS l PREWHERE l.${isPath}`, '84'],
      [
        `SELECT countIf(mapContains(attributes, 'path')), countIf(has(attributes, 'status')) FROM logs`,
        '150\t100',
      ],
      [
        `SELECT countIf(arrayElement(attributes, 'path') = ''), countIf(attributes['rare'] != '') FROM logs`,
        '0\t50',
      ],
      [
        `SELECT attributes['path'] AS p, count() FROM logs GROUP BY p ORDER BY count() DESC LIMIT 1`,
        '"/p/0"\t84',
      ],
      [
        `SELECT attributes['path'], count() FROM logs GROUP BY attributes['path'] ORDER BY 2 DESC LIMIT 1`,
        '"/p/0"\t84',
      ],
      [
        `WITH e AS (SELECT * FROM logs WHERE service != '') SELECT count() FROM e WHERE ${isPath}`,
        '84',
      ],
      [`WITH logs AS (SELECT * FROM logs) SELECT count() FROM logs WHERE ${isPath}`, '84'],
      [
        `SELECT count() FROM (SELECT attributes['path'] AS p FROM logs UNION ALL SELECT attributes['path'] FROM logs) WHERE p != ''`,
        '300',
      ],
      [
        `SELECT count() FROM logs AS a ANY LEFT JOIN logs AS b ON a.attributes['path'] = b.attributes['path'] WHERE b.${isPath} AND ${isPath}`,
        '84',
      ],
      [
        `SELECT countIf(x != '') FROM logs ARRAY JOIN [attributes['path'], attributes['status']] AS x`,
        '250',
      ],
      // What passes the map on, or calls something else so, is run as it is.
      [`SELECT countIf(attributes['path'] != '') FROM (SELECT attributes FROM logs)`, '100'],
      [
        `SELECT uniqExact(attributes['path']) FROM (SELECT map('path', body) AS attributes FROM logs LIMIT 7 OFFSET 60)`,
        '7',
      ],
      [
        `SELECT DISTINCT map('path', 'x') AS attributes, attributes['path'] FROM logs`,
        "{'path':'x'}\tx",
      ],
      [
        `SELECT DISTINCT arrayMap(attributes -> attributes['path'], [map('path', 'x')]) FROM logs`,
        "['x']",
      ],
      [
        `SELECT count() FROM (SELECT attributes['path'], count() FROM logs GROUP BY attributes)`,
        '7',
      ],
    ] as const) {
      assert.equal(await answer(query), `${expected}\n`, query);
    }
    for (const question of questions)
      assert.doesNotMatch(await answer(question), /"code":/, question);
    const typo = "SELECT attributes['path'], nothing FROM logs";
    assert.equal(
      (JSON.parse(await answer(typo)) as { position: unknown }).position,
      typo.indexOf('nothing'),
    );
  } finally {
    await promoting.close();
  }
});
