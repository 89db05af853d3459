// Only a stream of many bytes in a short time is fast, and it stops being so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Burst } from './burst.ts';

/** Whether it is fast after reads of `bytes`, `everyMs` apart. */
function isFastAfter(
  burst: Burst,
  reads: { count: number; bytes: number; everyMs: number; fromMs: number },
): boolean {
  let isFast = false;
  for (let read = 0; read < reads.count; read++)
    isFast = burst.note(reads.bytes, reads.fromMs + read * reads.everyMs);
  return isFast;
}

test('8 KiB each 130 µs is fast, and one read after a pause is not', () => {
  const burst = new Burst();
  assert.equal(isFastAfter(burst, { count: 1, bytes: 8192, everyMs: 1, fromMs: 1000 }), false);
  assert.equal(isFastAfter(burst, { count: 500, bytes: 8192, everyMs: 0.13, fromMs: 1001 }), true);
  assert.equal(isFastAfter(burst, { count: 1, bytes: 8192, everyMs: 1, fromMs: 2000 }), false);
});

test('a dialogue of ten thousand short messages a second is not', () => {
  assert.equal(
    isFastAfter(new Burst(), { count: 5000, bytes: 1000, everyMs: 0.1, fromMs: 50 }),
    false,
  );
});
