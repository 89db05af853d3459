// The host with the real write-ahead log under it.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { Metrics, silentLog, systemClock } from '@groundcrew/runtime';
import { openWal } from '@groundcrew/wal';
import { openTestHost } from './testing/test-host.ts';

it('keeps lines in the log, and a request sent twice once', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'groundcrew-ingest-'));
  const log = {
    dir: path.join(dir, 'log'),
    clock: systemClock,
    log: silentLog,
    metrics: new Metrics(),
  };
  const wal = await openWal(log);
  try {
    await using host = await openTestHost({
      append: ({ entries, rows, key }) => wal.append(entries, rows, key),
    });
    const headers = { 'idempotency-key': 'once' };
    const body = `{"a":{"b":1}}\n${'x'.repeat(700_000)}\n`.repeat(3);
    const twice = await Promise.all([host.send(body, { headers }), host.send(body, { headers })]);
    assert.deepEqual(
      twice.map(({ json }) => json['accepted']),
      [6, 6],
    );
    assert.equal(twice.filter(({ json }) => json['duplicate'] === true).length, 1);
    assert.deepEqual((await host.send('a\nb')).json, { accepted: 2 });
    const many = await Promise.all(Array.from({ length: 50 }, (_, n) => host.send(`line ${n}`)));
    assert.ok(many.every(({ status }) => status === 200));
    await wal.close();
    assert.equal((await host.send('late')).json['code'], 'log-closed');
    let rows = 0;
    for (let next = await wal.nextSealed(); next; next = await wal.nextSealed()) {
      rows += next.rows;
      await wal.trim(next);
    }
    assert.equal(rows, 6 + 2 + 50);
  } finally {
    await wal.close();
    await rm(dir, { recursive: true });
  }
});
