// The store over the embedded engine and over a server at a URL: the same code, the same answers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openStore, type Store } from './client.ts';
import { startTestEngine, type TestEngine } from './engine/test-engine.ts';
import { join, render, sql, value } from './sql.ts';

let engine: TestEngine;
let stores: Store[];

before(async () => {
  engine = await startTestEngine();
  const { url, username, password } = engine.engine;
  stores = [openStore({ engine: engine.engine }), openStore({ url, username, password })];
});
after(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await engine[Symbol.asyncDispose]();
});

test('it is up once it has answered, and knows whether it is embedded', async () => {
  for (const [index, store] of stores.entries()) {
    await store.waitUntilUp(AbortSignal.timeout(10_000));
    assert.ok(store.isUp);
    assert.equal(store.isEmbedded, index === 0);
  }
});

test('values of a query are parameters, whatever they hold', async () => {
  const words = ["it's", '\\', '{p0:String}', '`$$ --', '\n\t\r\0', ''];
  const list = join(
    words.map((word) => sql`${value('String', word)}`),
    ', ',
  );
  const query = render(
    sql`SELECT [${list}] AS a, ${value('Array(String)', words)} AS b, ${value('UInt64', 18446744073709551615n)} AS c`,
  );
  for (const store of stores) {
    const result = await store.query(query, {
      settings: { output_format_json_quote_64bit_integers: 1 },
    });
    assert.deepEqual(await result.rows(), [{ a: words, b: words, c: '18446744073709551615' }]);
  }
});

test('an answer is read as text in any format, or as a stream', async () => {
  const query = { text: 'SELECT number AS n FROM numbers(100000)', parameters: {} };
  for (const store of stores) {
    const csv = await store.query(query, { format: 'CSVWithNames', queryId: 'mine' });
    assert.equal(csv.queryId, 'mine');
    assert.equal((await csv.text()).length, 588_894);
    let size = 0;
    for await (const chunk of (await store.query(query, { format: 'TSV' })).stream()) {
      size += (chunk as Buffer).length;
    }
    assert.equal(size, 588_890);
  }
});

test('what the store refuses is thrown, also in the middle of an answer', async () => {
  for (const store of stores) {
    await assert.rejects(store.query({ text: 'SELECT nothing', parameters: {} }), { code: '47' });
    const text = 'SELECT throwIf(number = 900000) FROM numbers(1000000) SETTINGS max_threads = 1';
    const broken = await store.query({ text, parameters: {} });
    await assert.rejects(broken.text());
  }
});

test('a store that is away is not up, and waiting for it can be given up', async () => {
  const away = openStore({ url: 'http://127.0.0.1:9' });
  await assert.rejects(away.query({ text: 'SELECT 1', parameters: {} }), { code: 'ECONNREFUSED' });
  assert.equal(away.isUp, false);
  const reason = new Error('no more');
  const controller = new AbortController();
  const waiting = assert.rejects(away.waitUntilUp(controller.signal), reason);
  setImmediate(() => controller.abort(reason));
  await waiting;
  await away.close();
  assert.throws(() => away.client(), { code: 'store-closed' });
});
