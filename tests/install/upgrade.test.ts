// A data folder of an older program opens in this one with everything in it. There is no released version yet: the
// fixture was made by the program at commit eb88805, whose store ends at migration 1 (runs, entities and later settings
// of the tables are unknown to it), killed with five lines in its log that its store did not have.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { find, findEventually, ingest } from '../harness/api.ts';
import { program, startServer, temporaryFolder } from '../harness/server.ts';

const fixture = resolve(import.meta.dirname, '../../../tests/install/fixtures/data-schema-1.tgz');
const folder = temporaryFolder();
after(() => folder.remove());

test('a store at migration 1, and a log that was not delivered, are taken over', async () => {
  execFileSync('tar', ['xzf', fixture, '-C', folder.path]);
  const data = join(folder.path, 'data');
  const options = { args: ['--retention.logs-days', 'forever'] };
  const server = await startServer(data, options);
  try {
    await findEventually(server.url, 'service:old waiting', 5);
    const stored = await find(server.url, 'service:old stored');
    assert.equal(stored.length, 30);
    const [first] = stored.filter(({ body }) => body === 'stored line 2-7');
    assert.equal(first?.time, '2026-11-22T08:00:07.123456789Z');
    assert.equal(first.severity_number, 13);
    assert.deepEqual(first.attributes, { 'order.id': 7 });
    // The same request again, as its sender would after the kill: known.
    const lines = [1, 2, 3, 4, 5].map((n) => `{"service":"old","message":"waiting line ${n}"}`);
    await ingest(server.url, lines.join('\n'), { 'idempotency-key': 'waiting-1' });
    await ingest(server.url, '{"service":"new","message":"after the upgrade"}');
    await findEventually(server.url, 'service:new', 1);
    assert.equal((await find(server.url, 'service:old')).length, 35);
    const runs = await fetch(`${server.url}/api/runs`);
    assert.equal(runs.status, 200, 'what later migrations added is there');
    assert.doesNotMatch(server.stderr(), /"level":50|held a part|another number of rows/);
  } finally {
    assert.equal((await server.stop()).code, 0);
  }
  const copy = join(folder.path, 'copy');
  execFileSync(process.execPath, [program, 'backup', copy, '--data', data]);
});
