// A server delivers what runs of its machine have left behind, without being asked; runs for other servers are left alone.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findEventually } from '../harness/api.ts';
import { eventually, freePort, startServer, temporaryFolder } from '../harness/server.ts';
import { nowhere, runCrew } from './crew.ts';

test('a server adopts the runs left for it, once, and no others', async () => {
  const folder = temporaryFolder();
  const spool = join(folder.path, 'spool');
  const port = await freePort();
  const options = ['--name', 'orphan'];
  await runCrew(['echo', 'for me'], { spool, options, url: `http://localhost:${port}` });
  await runCrew(['echo', 'for another'], { spool, options, url: nowhere });
  const runs = () => readdirSync(spool).filter((name) => /^[\da-f]{8}-/.test(name));
  assert.equal(runs().length, 2);
  const server = await startServer(join(folder.path, 'data'), {
    port,
    env: { GROUNDCREW_SPOOL: spool },
  });
  try {
    const [record] = await findEventually(server.url, 'service:orphan', 1);
    assert.equal(record?.body, 'for me');
    await eventually('one run is left, the other one', () => runs().length === 1);
    assert.equal((await findEventually(server.url, 'service:orphan', 1)).length, 1);
  } finally {
    await server.stop();
    folder.remove();
  }
});
