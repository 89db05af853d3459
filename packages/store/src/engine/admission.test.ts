import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Admission } from './admission.ts';

const forever = new AbortController().signal;

test('so many run, so many wait in order, and the next is refused', async () => {
  const admission = new Admission(1, 2);
  const leave = await admission.enter(forever);
  const order: string[] = [];
  const enter = async (name: string) => {
    const done = await admission.enter(forever);
    order.push(name);
    done();
  };
  const waiting = [enter('first'), enter('second')];
  await assert.rejects(admission.enter(forever), { code: 202 });
  leave();
  // Leaving twice frees one place only.
  leave();
  await Promise.all(waiting);
  assert.deepEqual(order, ['first', 'second']);
  assert.equal(admission.running, 0);
});

test('who leaves the queue does not get a place', async () => {
  const admission = new Admission(1, 2);
  const leave = await admission.enter(forever);
  const controller = new AbortController();
  const gone = admission.enter(controller.signal);
  const stays = admission.enter(forever);
  controller.abort(new Error('gone'));
  await assert.rejects(gone, { message: 'gone' });
  leave();
  (await stays)();
  assert.equal(admission.running, 0);
});
