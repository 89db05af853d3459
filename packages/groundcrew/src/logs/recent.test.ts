import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecentRecords } from './recent.ts';

const record = (body: string, id?: string) => ({
  time: 't',
  observed_time: 'o',
  body,
  ...(id !== undefined && { id }),
});

test('a record is printed once, whichever way it comes first', () => {
  const recent = new RecentRecords();
  assert.ok(recent.takeStored(record('a', '1')));
  assert.ok(!recent.takeFollowed(record('a')));
  assert.ok(recent.takeFollowed(record('b')));
  assert.ok(!recent.takeStored(record('b', '2')));
  assert.ok(!recent.takeStored(record('a', '1')), 'the same again');
});

test('equal records are printed as often as they came', () => {
  const recent = new RecentRecords();
  const printed = [
    recent.takeFollowed(record('a')),
    recent.takeFollowed(record('a')),
    recent.takeStored(record('a', '1')),
    recent.takeStored(record('a', '2')),
    recent.takeStored(record('a', '3')),
  ];
  assert.deepEqual(printed, [true, true, false, false, true]);
});

test('only so many are remembered, the newest', () => {
  const recent = new RecentRecords(2);
  for (const body of ['a', 'b', 'c']) recent.takeFollowed(record(body));
  assert.ok(!recent.takeStored(record('c', '3')));
  assert.ok(recent.takeStored(record('a', '1')), 'forgotten');
});
