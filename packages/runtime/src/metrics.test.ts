import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Metrics } from './metrics.ts';

test('counted values come with their labels', () => {
  const metrics = new Metrics();
  const counter = metrics.counter('requests_total', 'Requests.');
  assert.deepEqual(metrics.counted('requests_total'), []);
  assert.deepEqual(metrics.counted('nothing'), []);
  counter.add(2, { receiver: 'a"b', reason: 'x' });
  counter.add(3, { receiver: 'a"b', reason: 'x' });
  counter.add();
  assert.deepEqual(metrics.counted('requests_total'), [
    { labels: { receiver: 'a"b', reason: 'x' }, value: 5 },
    { labels: {}, value: 1 },
  ]);
  assert.match(metrics.render(), /requests_total\{receiver="a\\"b",reason="x"\} 5/);
});
