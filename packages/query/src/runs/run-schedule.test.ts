import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { medianOf, runSchedule } from './run-schedule.ts';

const hour = 3_600_000;
const hourly = (count: number, without: readonly number[] = []) =>
  Array.from({ length: count }, (_, index) => index * hour).filter(
    (_, index) => !without.includes(index),
  );

it('finds a schedule in regular starts', () => {
  assert.deepEqual(runSchedule(hourly(8).toReversed(), 7 * hour + 60_000), {
    everyMs: hour,
    nextMs: 8 * hour,
    missedMs: [],
  });
});

it('finds starts that were missed: between others, and now', () => {
  const schedule = runSchedule(hourly(10, [4]), 11.5 * hour);
  assert.deepEqual(schedule, {
    everyMs: hour,
    nextMs: 12 * hour,
    missedMs: [11 * hour, 10 * hour, 4 * hour],
  });
});

it('calls nothing late within the tolerance', () => {
  assert.deepEqual(runSchedule(hourly(8), 8.05 * hour)?.missedMs, []);
  assert.deepEqual(runSchedule(hourly(8), 8.2 * hour)?.missedMs, [8 * hour]);
});

it('sees none in few, irregular or simultaneous starts', () => {
  assert.equal(runSchedule(hourly(4), 5 * hour), undefined);
  assert.equal(
    runSchedule(
      [0, 1, 5, 6, 20, 21, 50].map((at) => at * hour),
      60 * hour,
    ),
    undefined,
  );
  assert.equal(runSchedule([0, 1, 2, 3, 4, 5], 100), undefined);
  assert.equal(runSchedule([], 0), undefined);
});

it('answers anything with bounded lists, the next start after the last one', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2 ** 40), { maxLength: 100 }), fc.nat(2 ** 41), (starts, now) => {
      const schedule = runSchedule(starts, now);
      if (!schedule) return;
      assert.ok(schedule.missedMs.length <= 20);
      assert.ok(schedule.nextMs > Math.max(...starts));
    }),
  );
});

it('knows the middle', () => {
  assert.deepEqual([medianOf([]), medianOf([3, 1, 2]), medianOf([4, 1])], [0, 2, 3]);
});
