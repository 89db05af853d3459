import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ByteBudget } from './byte-budget.ts';
import { TaskQueue } from './task-queue.ts';

describe('ByteBudget', () => {
  it('is shared, bounded, and gets everything back', () => {
    const budget = new ByteBudget(100);
    const [one, two] = [budget.open(), budget.open()];
    assert.ok(one.take(60) && two.take(40));
    assert.ok(!two.take(1));
    assert.ok(one.hold(60) && one.hold(5) && !one.hold(61));
    one.close();
    one.close();
    assert.equal(budget.used, 40);
    assert.ok(two.hold(100));
  });
});

describe('TaskQueue', () => {
  it('runs so many at once, in order', () => {
    const queue = new TaskQueue(2);
    const started: number[] = [];
    const finish: (() => void)[] = [];
    for (const n of [1, 2, 3, 4]) {
      queue.run((finished) => {
        started.push(n);
        finish.push(finished);
      });
    }
    assert.deepEqual(started, [1, 2]);
    finish[1]?.();
    assert.deepEqual(started, [1, 2, 3]);
    finish[0]?.();
    finish[2]?.();
    assert.deepEqual(started, [1, 2, 3, 4]);
  });
});
