// Ids in text are found by the pattern of the configuration, in what is stored and in live tail alike.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { findEventually, ingest } from '../harness/api.ts';
import { eventually, startServer, temporaryFolder } from '../harness/server.ts';

const trace = '12345678901234567890123456789012';

it('finds a request by an id in text, with a pattern of the user', async () => {
  const folder = temporaryFolder();
  const args = ['--request-ids.pattern', String.raw`job (\d+)`];
  const server = await startServer(folder.path, { args });
  const stopTail = new AbortController();
  try {
    const parameters = new URLSearchParams({ query: 'request:17' });
    const tail = await fetch(`${server.url}/api/logs/tail?${parameters.toString()}`, {
      signal: stopTail.signal,
    });
    assert.equal(tail.status, 200);
    let shown = '';
    const reading = tail.body
      ?.pipeTo(
        new WritableStream({ write: (chunk) => void (shown += Buffer.from(chunk).toString()) }),
      )
      .catch(() => undefined);
    const lines = [
      'job 17 started',
      `{"msg":"half done","request_id":"17","traceparent":"00-${trace}-1234567890123456-01"}`,
      'request_id=17 is no id by this pattern',
      '{"msg":"job 17 ended"}',
    ];
    assert.equal(await ingest(server.url, lines.join('\n')), 4);
    const found = await findEventually(server.url, 'request:17', 3);
    const bodies = found.map(({ body }) => body);
    assert.deepEqual(bodies.toSorted(), ['half done', 'job 17 ended', 'job 17 started']);
    assert.equal((await findEventually(server.url, `trace:${trace}`, 1))[0]?.body, 'half done');
    await eventually('live tail shows the same', () => shown.includes('job 17 ended'));
    assert.ok(shown.includes('job 17 started') && !shown.includes('is no id'));
    stopTail.abort();
    await reading;
  } finally {
    stopTail.abort();
    await server.stop();
    folder.remove();
  }
});
