// The engine's process: it comes back when it dies, dies with its parent, and has its directory to itself.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Metrics, silentLog } from '@groundcrew/runtime';
import { openStore } from '../client.ts';
import { type Engine, startEngine } from './engine.ts';
import { isAlive, startTestEngine, type TestEngine, testClient, until } from './test-engine.ts';

let test1: TestEngine;
let engine: Engine;

before(async () => {
  test1 = await startTestEngine();
  engine = test1.engine;
});
after(() => test1[Symbol.asyncDispose]());

const options = (dir: string) => ({
  dir,
  fileRoots: [],
  log: silentLog,
  metrics: new Metrics(),
});

const pidOf = (engine: Engine) => {
  assert.ok(engine.pid);
  return engine.pid;
};

test('the password is not where other processes can read it', async () => {
  const pid = pidOf(engine);
  for (const file of ['cmdline', 'environ', 'comm']) {
    const text = await readFile(`/proc/${pid}/${file}`, 'utf8');
    assert.ok(!text.includes(engine.password), file);
  }
});

test('it comes back after a crash, with its data, at the same address', async () => {
  const store = openStore({ engine });
  await store
    .client()
    .command({ query: 'CREATE TABLE kept (a Int8) ENGINE = MergeTree ORDER BY a' });
  await store.client().insert({ table: 'kept', values: [{ a: 1 }], format: 'JSONEachRow' });
  const { url, password } = engine;
  const pid = pidOf(engine);
  process.kill(pid, 'SIGKILL');
  await until(() => engine.restarts === 1, 'it is restarted');
  await store.waitUntilUp(AbortSignal.timeout(20_000));
  assert.ok(store.isUp && store.isEmbedded);
  assert.notEqual(engine.pid, pid);
  assert.equal(engine.url, url);
  assert.notEqual(engine.password, password, 'whoever listened there meanwhile knows the old one');
  const kept = await store.query({ text: 'SELECT a FROM kept', parameters: {} });
  assert.deepEqual(await kept.rows(), [{ a: 1 }]);
  await store.close();
});

test('a query under way when it dies fails, and waiting ends with its signal', async () => {
  const client = testClient(engine);
  const query = assert.rejects(client.query({ query: 'SELECT sleep(3)' }));
  const restarts = engine.restarts;
  process.kill(pidOf(engine), 'SIGKILL');
  await query;
  await until(() => !engine.isUp || engine.restarts > restarts, 'it is down');
  const reason = new Error('no more');
  await assert.rejects(engine.waitUntilUp(AbortSignal.abort(reason)), reason);
  await engine.waitUntilUp(AbortSignal.timeout(20_000));
  await client.close();
});

test('a second engine on the same directory is refused', async () => {
  await assert.rejects(startEngine(options(join(test1.folder, 'engine'))), {
    code: 'engine-dir-in-use',
  });
  assert.ok(engine.isUp);
});

test('a path the engine would take for a pattern is refused', async () => {
  await assert.rejects(startEngine(options(join(test1.folder, 'a{b}'))), {
    code: 'engine-dir-unusable',
  });
});

test('when the parent is killed the engine dies at once, and its directory is free', async () => {
  const dir = join(test1.folder, 'orphan');
  const parent = fork(fileURLToPath(new URL('./test-parent.js', import.meta.url)), [dir], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ pid }] = (await once(parent, 'message')) as [{ pid: number }];
  parent.kill('SIGKILL');
  const next = await startEngine(options(dir));
  await until(() => !isAlive(pid), 'the orphan is gone', 5000);
  await next.stop(1000);
});

test('stopping lets running queries finish, and nothing restarts', async () => {
  const other = await startTestEngine();
  const pid = pidOf(other.engine);
  const answer = other.client
    .query({ query: 'SELECT sleep(1)', format: 'TabSeparated' })
    .then((result) => result.text());
  await until(async () => {
    const processes = await other.client.query({
      query: 'SELECT count() FROM system.processes',
      format: 'TabSeparated',
    });
    return (await processes.text()) === '2\n';
  }, 'it runs');
  await other.engine.stop();
  assert.equal(await answer, '0\n');
  assert.ok(!isAlive(pid) && !other.engine.isUp);
  await assert.rejects(other.engine.waitUntilUp(), { code: 'engine-stopped' });
  await other[Symbol.asyncDispose]();
});

test('stopping does not wait longer than it is told to', async () => {
  const other = await startTestEngine();
  const query = assert.rejects(
    other.client.query({ query: 'SELECT sum(sipHash64(number)) FROM numbers(1000000000000)' }),
  );
  const startedMs = performance.now();
  await other.engine.stop(200);
  assert.ok(performance.now() - startedMs < 30_000);
  await query;
  await other[Symbol.asyncDispose]();
});
