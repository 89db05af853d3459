import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrange } from './histogram-data.ts';

const [first, second] = ['2026-11-21T10:00:00Z', '2026-11-21T10:01:00Z'] as const;

test('values by name, then all others, then lines without the field; text and numbers are apart', () => {
  const data = arrange({
    by: 'status',
    step_ns: 60e9,
    buckets: [
      { time: second, count: 7, is_rest: true },
      { time: first, count: 1, value: 500 },
      { time: second, count: 2, value: '500' },
      { time: first, count: 3, value: 99 },
      { time: first, count: 4 },
      { time: second, count: 5, value: '' },
    ],
  });
  assert.deepEqual(
    data.series.map(({ id, label, kind, total }) => [id, label, kind, total]),
    [
      ['99', '99', 'value', 3],
      ['"500"', '500', 'value', 2],
      ['500', '500', 'value', 1],
      ['""', 'empty', 'value', 5],
      ['rest', 'all others', 'rest', 7],
      ['without', 'without status', 'without', 4],
    ],
  );
  assert.deepEqual(data.totals, [8, 14]);
  assert.deepEqual(data.series[0]?.values, [3, 0]);
  assert.equal(data.total, 22);
});

test('levels from the gravest on; without a field all lines are one series', () => {
  const levels = ['info', 'unknown', 'fatal', 'error'];
  const byLevel = arrange({
    by: 'level',
    step_ns: 1e9,
    buckets: levels.map((value) => ({ time: first, count: 1, value })),
  });
  assert.deepEqual(
    byLevel.series.map(({ label }) => label),
    ['fatal', 'error', 'info', 'unknown'],
  );
  const all = arrange({ by: '', step_ns: 1e9, buckets: [{ time: first, count: 6 }] });
  assert.deepEqual(
    all.series.map(({ label, total }) => [label, total]),
    [['lines', 6]],
  );
  assert.equal(arrange({ by: '', step_ns: 1e9, buckets: [] }).total, 0);
});
