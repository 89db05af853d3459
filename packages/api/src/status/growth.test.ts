import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type GrowthFacts, growthOf } from './growth.ts';

const nowMs = Date.parse('2026-11-21T12:00:00Z');
const facts: GrowthFacts = {
  days: [],
  nowMs,
  firstTodayMs: undefined,
  freeBytes: 1_000,
  retentionDays: undefined,
};
const days = (...sizes: [string, number][]) => sizes.map(([day, bytes]) => ({ day, bytes }));

test('without records nothing is known', () => {
  assert.equal(growthOf(facts), undefined);
  assert.equal(growthOf({ ...facts, days: days(['2026-11-21', 0]), firstTodayMs: 0 }), undefined);
});

test('full days count, today and what is long past do not', () => {
  const given = days(
    ['2026-10-01', 9_999],
    ['2026-11-19', 100],
    ['2026-11-20', 200],
    ['2026-11-21', 7],
  );
  assert.deepEqual(growthOf({ ...facts, days: given }), {
    bytesPerDay: 150,
    observedDays: 2,
    daysLeft: 6,
  });
});

test('days without records are days', () => {
  const given = days(['2026-11-17', 100], ['2026-11-20', 300]);
  assert.equal(growthOf({ ...facts, days: given })?.bytesPerDay, 100);
});

test('on the first day the part that has passed tells, once it is long enough', () => {
  const given = { ...facts, days: days(['2026-11-21', 50]) };
  assert.deepEqual(growthOf({ ...given, firstTodayMs: nowMs - 6 * 3_600_000 }), {
    bytesPerDay: 200,
    observedDays: 0.25,
    daysLeft: 5,
  });
  assert.equal(growthOf({ ...given, firstTodayMs: nowMs - 60_000 }), undefined);
});

test('retention that fits the disk leaves no last day', () => {
  const given = { ...facts, days: days(['2026-11-20', 100]) };
  assert.equal(growthOf({ ...given, retentionDays: 11 })?.daysLeft, undefined);
  assert.equal(growthOf({ ...given, retentionDays: 12 })?.daysLeft, 10);
});
