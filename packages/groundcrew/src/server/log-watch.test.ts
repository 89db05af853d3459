import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GroundcrewError, silentLog } from '@groundcrew/runtime';
import { watchLog } from './log-watch.ts';

/** As the log reports an operating system's error. */
const diskError = (code: string) =>
  new GroundcrewError('log-of-a-test', 'cannot keep the lines', {
    cause: Object.assign(new Error(code), { code }),
  });

for (const [code, isLast, ends] of [
  ['EIO', true, true],
  ['EIO', false, false],
  ['ENOSPC', true, false],
  ['EDQUOT', true, false],
] as const) {
  const outcome = ends ? 'ends the program' : 'does not end the program';
  test(`${code} ${isLast ? 'for good' : 'that passed'} ${outcome}`, async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const watch = watchLog(() => isLast, silentLog);
    let hasEnded = false;
    void watch.failed.then(() => (hasEnded = true));
    watch.onFailure(diskError(code));
    context.mock.timers.tick(60_000);
    await Promise.resolve();
    watch.close();
    assert.equal(hasEnded, ends);
  });
}
