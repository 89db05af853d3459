// Queries beside each other, queries that are killed, and memory that has a bound.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClickHouseClient } from '@clickhouse/client';
import { openStore } from '../client.ts';
import { startTestEngine, type TestEngine, until } from './test-engine.ts';

let test1: TestEngine;
let client: ClickHouseClient;

before(async () => {
  test1 = await startTestEngine({ memoryBytes: 600 * 1024 * 1024 });
  client = test1.client;
  await client.command({ query: 'CREATE TABLE t (a Int32) ENGINE = MergeTree ORDER BY a' });
});
after(() => test1[Symbol.asyncDispose]());

const read = async (query: string, extra = {}) =>
  (await client.query({ query, format: 'TabSeparated', ...extra })).text();
const running = async (part: string) =>
  Number(
    await read(
      `SELECT count() FROM system.processes WHERE query LIKE '%${part}%' AND query NOT LIKE '%system.processes%'`,
    ),
  );
const endless = 'SELECT sum(sipHash64(number)) FROM numbers(1000000000000)';

test('a long query holds up neither short ones nor inserts', async () => {
  const controller = new AbortController();
  const long = Array.from({ length: 3 }, (_, index) =>
    read(`SELECT ${index}, * FROM (${endless})`, { abort_signal: controller.signal }),
  );
  const ended = Promise.allSettled(long);
  await until(async () => (await running('sipHash64')) === 3, 'three long queries run');
  const startedMs = performance.now();
  for (let a = 0; a < 5; a++) {
    assert.equal(await read('SELECT 1'), '1\n');
    await client.insert({ table: 't', values: [{ a }], format: 'JSONEachRow' });
  }
  assert.ok(performance.now() - startedMs < 30_000);
  controller.abort();
  await ended;
  await until(async () => (await running('sipHash64')) === 0, 'they are killed');
});

test('a query whose answer takes long to compute in advance holds up nobody', async () => {
  let isSlowDone = false;
  const slow = read('SELECT (SELECT sleep(3))').then(() => (isSlowDone = true));
  await until(async () => (await running('sleep')) === 1, 'it runs');
  assert.equal(await read('SELECT 1'), '1\n');
  assert.ok(!isSlowDone);
  await slow;
});

test('leaving in the middle of an answer kills the query', async () => {
  const result = await client.query({
    query: 'SELECT number FROM numbers(1000000000000)',
    format: 'JSONEachRow',
  });
  for await (const rows of result.stream()) {
    assert.ok(rows.length > 0);
    break;
  }
  await until(async () => (await running('numbers')) === 0, 'it is killed');
});

test('a reader who is slow holds the query up, and memory does not grow', async () => {
  const result = await client.query({
    query: 'SELECT number, repeat(toString(number), 20) FROM numbers(1000000)',
    format: 'JSONEachRow',
  });
  let count = 0;
  for await (const rows of result.stream()) {
    if (count === 0) await delay(300);
    count += rows.length;
  }
  assert.equal(count, 1_000_000);
});

test('the store kills a query whose signal fires while its answer is read', async () => {
  const store = openStore({ engine: test1.engine });
  const controller = new AbortController();
  const result = await store.query(
    { text: 'SELECT number FROM numbers({p0:UInt64})', parameters: { p0: 1_000_000_000_000 } },
    { signal: controller.signal },
  );
  result.stream().once('data', () => controller.abort(new Error('enough')));
  await assert.rejects(result.text(), { message: 'enough' });
  await until(async () => (await running('numbers')) === 0, 'it is killed');
  await store.close();
});

test("KILL QUERY with the caller's query id, waiting until it is gone", async () => {
  const query_id = "mine's 1";
  const long = read(endless, { query_id });
  const killed = assert.rejects(long, { code: '394' });
  await until(async () => (await running('sipHash64')) === 1, 'it runs');
  await assert.rejects(read('SELECT 1', { query_id }), { code: '216' });
  await client.command({ query: "KILL QUERY WHERE query_id = 'mine\\'s 1' SYNC" });
  assert.equal(await running('sipHash64'), 0);
  await killed;
});

test('an insert whose sender breaks off leaves nothing', async () => {
  const values = new Readable({ read() {} });
  values.push('1000\n');
  const controller = new AbortController();
  const insert = client.insert({
    table: 't',
    values,
    format: 'TabSeparated',
    abort_signal: controller.signal,
  });
  setImmediate(() => controller.abort());
  await assert.rejects(insert);
  assert.equal(await read('SELECT count() FROM t WHERE a = 1000'), '0\n');
});

test('a query that wants too much memory fails, and the engine lives', async () => {
  const hungry = 'SELECT length(groupArray(repeat(toString(number), 100))) FROM numbers(100000000)';
  await assert.rejects(read(hungry), { code: '241', type: 'MEMORY_LIMIT_EXCEEDED' });
  assert.equal(await read('SELECT 1'), '1\n');
  assert.equal(test1.engine.restarts, 0);
});

test('more queries than may run wait for their turn', async () => {
  const many = Array.from({ length: 40 }, (_, index) => read(`SELECT ${index} + sleep(0.05)`));
  const answers = await Promise.all(many);
  assert.deepEqual(
    answers.map(Number),
    answers.map((_, index) => index),
  );
});
