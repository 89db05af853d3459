// Only a stream of many bytes in a short time is fast, and it stops being so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Burst } from './burst.ts';

/** The rate after so many reads, `everyMs` apart. */
function rateAfter(
  burst: Burst,
  reads: { count: number; bytes: number; everyMs: number; fromMs: number },
): number {
  let rate = 0;
  for (let read = 0; read < reads.count; read++)
    rate = burst.note(reads.bytes, reads.fromMs + read * reads.everyMs);
  return rate;
}

test('8 KiB each 125 µs is fast, and one read after a pause is not', () => {
  const burst = new Burst();
  assert.equal(rateAfter(burst, { count: 1, bytes: 8192, everyMs: 1, fromMs: 1000 }), 0);
  const rate = rateAfter(burst, { count: 500, bytes: 8192, everyMs: 0.125, fromMs: 1001 });
  assert.ok(rate > 64_000 && rate < 68_000, `${rate} bytes a millisecond`);
  assert.equal(rateAfter(burst, { count: 1, bytes: 8192, everyMs: 1, fromMs: 2000 }), 0);
});

test('a dialogue of ten thousand short messages a second is not', () => {
  const rate = rateAfter(new Burst(), { count: 5000, bytes: 1000, everyMs: 0.1, fromMs: 50 });
  assert.equal(rate, 0);
});
