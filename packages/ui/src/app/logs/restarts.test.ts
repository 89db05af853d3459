// Which starts of programs are called restarts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { restartsOf } from './restarts.ts';

const at = (second: number) => new Date(second * 1000).toISOString();
const run = (job: string, from: number, to?: number, state = 'failed') => ({
  job,
  state,
  started_at: at(from),
  ...(to === undefined ? {} : { ended_at: at(to) }),
});

test('a start soon after the end of the same job is a restart, whatever the order of the answer', () => {
  const runs = [run('web', 101, undefined, 'running'), run('web', 0, 100), run('mail', 50, 60)];
  assert.deepEqual(restartsOf(runs), [{ job: 'web', timeMs: 101_000 }]);
});

test('neither a late start, nor a second beside a running one, nor a schedule', () => {
  assert.deepEqual(restartsOf([run('web', 0, 10), run('web', 1000, 1010)]), []);
  assert.deepEqual(restartsOf([run('web', 0, undefined, 'running'), run('web', 10, 20)]), []);
  const scheduled = Array.from({ length: 20 }, (_, minute) =>
    run('job', minute * 60, minute * 60 + 5),
  );
  assert.deepEqual(restartsOf(scheduled), []);
  const good = (from: number) => run('report', from, from + 5, 'succeeded');
  assert.deepEqual(restartsOf([good(0), good(30), run('report', 60, 65)]), []);
});

test('after a lost run, the next start is a restart', () => {
  const runs = [run('web', 0, undefined, 'lost'), run('web', 30)];
  assert.deepEqual(restartsOf(runs), [{ job: 'web', timeMs: 30_000 }]);
});
