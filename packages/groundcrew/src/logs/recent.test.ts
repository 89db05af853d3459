import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecentRecords } from './recent.ts';

const record = (body: string) => ({ time: 't', observed_time: 'o', body });
const received = (body: string) => ({ record: record(body), json: '' });

test('what was printed is not printed again, equal records as often as they came', () => {
  const recent = new RecentRecords();
  recent.add(record('a'));
  recent.add(record('b'));
  recent.add(record('a'));
  const stored = ['a', 'a', 'a', 'b', 'c'].map(received);
  assert.deepEqual(
    recent.unseen(stored).map(({ record }) => record.body),
    ['a', 'c'],
  );
});

test('only so many are remembered, the newest', () => {
  const recent = new RecentRecords(2);
  for (const body of ['a', 'b', 'a', 'c']) recent.add(record(body));
  assert.deepEqual(
    recent.unseen(['a', 'b', 'c'].map(received)).map(({ record }) => record.body),
    ['b'],
  );
});
