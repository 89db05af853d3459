// A full disk: refused within a second, nothing acknowledged lost, recovery by itself (RFC 9110 503 with Retry-After).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { find, ingest } from '../harness/api.ts';
import { eventually, startServer, temporaryFolder } from '../harness/server.ts';

const tmpfsMb = 64;
const inNamespace = [
  'unshare',
  '-Urm',
  'sh',
  '-c',
  `mount -t tmpfs -o size=${tmpfsMb}m tmpfs "$0" && exec "$@"`,
];
const canMount =
  spawnSync('unshare', ['-Urm', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt']).status === 0;

/** Writes until the file system has no byte left. */
function fill(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (let size = 1 << 20; size >= 512; size >>= 1) {
      try {
        for (;;) writeSync(file, Buffer.alloc(size, 'x'));
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      }
    }
  } finally {
    closeSync(file);
  }
}

test('a full disk refuses, loses nothing and recovers', async (context) => {
  if (!canMount) {
    console.error('*** SKIPPED: no tmpfs can be mounted here (unshare -Urm) ***');
    context.skip('no tmpfs');
    return;
  }
  const folder = temporaryFolder();
  const mount = join(folder.path, 'disk');
  mkdirSync(mount);
  const server = await startServer(join(mount, 'data'), { command: [...inNamespace, mount] });
  try {
    // The mount exists in the server's namespace only: reach it through /proc.
    const filler = `/proc/${server.pid}/root${mount}/filler`;
    const acknowledged: string[] = [];
    const send = async (id: string) => {
      const started = performance.now();
      const body = JSON.stringify({ message: 'disk test', id, padding: 'y'.repeat(2000) });
      const answer = await fetch(`${server.url}/ingest`, { method: 'POST', body });
      await answer.text();
      if (answer.ok) acknowledged.push(id);
      return {
        status: answer.status,
        retryAfter: answer.headers.get('retry-after'),
        ms: performance.now() - started,
      };
    };
    for (let index = 0; index < 20; index++)
      assert.equal((await send(`before-${index}`)).status, 200);
    await eventually(
      'the first rows are stored',
      async () => (await find(server.url, 'disk')).length === 20,
    );

    fill(filler);
    let refused = await send('full-0');
    await eventually('a full disk refuses', async () => {
      refused = await send(`full-${acknowledged.length}`);
      return refused.status === 503;
    });
    assert.ok(refused.ms < 1000, `refused after ${refused.ms} ms`);
    assert.ok(Number(refused.retryAfter) > 0, 'says when to come again');
    assert.ok((await find(server.url, 'disk')).length >= 20, 'reading goes on');

    rmSync(filler);
    const freed = performance.now();
    await eventually(
      'it takes lines again',
      async () => (await send(`after-${acknowledged.length}`)).status === 200,
      5000,
    );
    console.log(`recovered ${Math.round(performance.now() - freed)} ms after space came back`);
    assert.equal(await ingest(server.url, '{"message":"last one"}'), 1);
    await eventually('everything acknowledged is stored', async () => {
      const ids = (await find(server.url, '"disk test"')).map(
        (record) => record.attributes?.['id'],
      );
      return acknowledged.every((id) => ids.includes(id));
    });
    const ids = (await find(server.url, '"disk test"')).map((record) =>
      String(record.attributes?.['id']),
    );
    assert.equal(new Set(ids).size, ids.length, 'nothing is doubled');
  } finally {
    await server.stop('SIGKILL');
    folder.remove();
  }
});
