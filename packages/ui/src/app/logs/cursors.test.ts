// Places in a long result without its rows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cursorAt, cursorOf, indexOfTime } from './cursors.ts';

const data = { timesMs: [1000, 2000, 4000], totals: [100, 300, 600], total: 1000, stepMs: 1000 };

test('indexes and times answer each other in both orders', () => {
  for (const order of ['asc', 'desc'] as const) {
    for (const index of [50, 250, 399, 700, 950]) {
      const cursor = cursorAt(data, order)(index);
      const timeMs = Number(cursor?.split('-')[0]) / 1e6;
      assert.ok(
        Math.abs(indexOfTime(data, order)(timeMs) - index) <= 1,
        `${order} ${index} ${cursor}`,
      );
    }
  }
  assert.equal(cursorAt(data, 'asc')(1001), undefined);
});

test('a cursor whose next record is the one itself', () => {
  assert.equal(cursorOf('17-3-4', 'desc'), '17-3-5');
  assert.equal(cursorOf('17-3-4', 'asc'), '17-3-3');
  assert.equal(cursorOf('17-3-0', 'asc'), '17-2-4294967295');
  assert.equal(cursorOf('nonsense', 'asc'), undefined);
});
