// The store stopped, hanging or away: lines are still taken, nothing is lost or doubled, queries say what is wrong.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { startEngine } from '@groundcrew/store';
import { Metrics, silentLog } from '@groundcrew/runtime';
import { findEventually, ingest } from '../harness/api.ts';
import { childrenOf, eventually, startServer, temporaryFolder } from '../harness/server.ts';
import { openTcpProxy } from '../harness/tcp-proxy.ts';

test('a stopped engine (SIGSTOP) holds up no line', async () => {
  const folder = temporaryFolder();
  const server = await startServer(join(folder.path, 'data'));
  try {
    await ingest(server.url, '{"message":"patience one"}');
    await findEventually(server.url, 'patience', 1);
    const engines = childrenOf(server.pid);
    for (const pid of engines) process.kill(pid, 'SIGSTOP');
    for (let index = 0; index < 50; index++)
      await ingest(server.url, '{"message":"patience more"}');
    for (const pid of engines) process.kill(pid, 'SIGCONT');
    await findEventually(server.url, 'patience', 51);
  } finally {
    await server.stop('SIGKILL');
    folder.remove();
  }
});

test('a ClickHouse elsewhere (store: http://…) may be away at any time', async () => {
  const folder = temporaryFolder();
  // The embedded engine speaks ClickHouse's HTTP protocol: here it plays the server elsewhere, behind a network
  // that can break.
  const elsewhere = await startEngine({
    dir: join(folder.path, 'elsewhere'),
    fileRoots: [],
    log: silentLog,
    metrics: new Metrics(),
  });
  const network = await openTcpProxy(Number(new URL(elsewhere.url).port));
  const address = `http://${elsewhere.username}:${elsewhere.password}@127.0.0.1:${network.port}`;
  const server = await startServer(join(folder.path, 'data'), {
    env: { GROUNDCREW_STORE: address },
  });
  try {
    await ingest(server.url, '{"message":"remote one"}');
    await findEventually(server.url, 'remote', 1);
    assert.equal(childrenOf(server.pid).length, 0, 'no embedded engine runs beside it');

    await network.cut();
    for (let index = 0; index < 20; index++)
      await ingest(server.url, '{"message":"remote while away"}');
    const answer = await fetch(`${server.url}/api/logs?query=remote`);
    assert.equal(answer.status, 503);
    assert.match(answer.headers.get('content-type') ?? '', /problem\+json/);
    await eventually(
      'it says so',
      async () => (await fetch(`${server.url}/readyz`)).status === 503,
    );
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200);

    await network.mend();
    await findEventually(server.url, 'remote', 21);
    await eventually(
      'it is ready again',
      async () => (await fetch(`${server.url}/readyz`)).status === 200,
    );
  } finally {
    await server.stop('SIGKILL');
    await network.cut();
    await elsewhere.stop();
    folder.remove();
  }
});
