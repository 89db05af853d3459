import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Metrics } from '@groundcrew/runtime';
import { ReceiverWatch } from './receiver-watch.ts';

test('totals, refusals, the last request and the rate of the last minute', (context) => {
  const metrics = new Metrics();
  const requests = metrics.counter('groundcrew_ingest_requests_total', '');
  const lines = metrics.counter('groundcrew_ingest_lines_total', '');
  const bytes = metrics.counter('groundcrew_ingest_bytes_total', '');
  const refused = metrics.counter('groundcrew_ingest_rejected_requests_total', '');
  let nowMs = 1_000;
  const clock = { nowNs: () => BigInt(nowMs) * 1_000_000n, monotonicMs: () => nowMs };
  requests.add(0, { receiver: 'otlp' });
  const watch = new ReceiverWatch(metrics, clock);
  context.after(() => watch.close());
  const take = (count: number) => {
    requests.add(1, { receiver: 'ingest' });
    lines.add(count, { receiver: 'ingest' });
    bytes.add(count * 100, { receiver: 'ingest' });
    nowMs += 1_000;
    watch.look();
  };
  take(30);
  take(30);
  refused.add(2, { receiver: 'ingest', reason: 'body-too-large' });
  refused.add(1, { receiver: 'gelf', reason: 'busy' });
  const [gelf, ingest, otlp] = watch.facts();
  assert.deepEqual(ingest, {
    name: 'ingest',
    requests: 2,
    lines: 60,
    bytes: 6_000,
    cutLines: 0,
    refused: new Map([['body-too-large', 2]]),
    lastSeenNs: 3_000_000_000n,
    linesPerSecond: 30,
    bytesPerSecond: 3_000,
  });
  assert.equal(otlp?.lastSeenNs, undefined);
  assert.deepEqual(gelf?.refused, new Map([['busy', 1]]));
  for (let second = 0; second < 61; second++) {
    nowMs += 1_000;
    watch.look();
  }
  const [, later] = watch.facts();
  assert.equal(later?.linesPerSecond, 0);
  assert.equal(later?.lastSeenNs, 3_000_000_000n);
});
