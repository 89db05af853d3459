import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { cutSlices, type ExportSlice, halves, minuteGroup } from './export-slices.ts';

const minuteNs = 60_000_000_000n;

/** Slices follow each other without gap or overlap, and cover the span. */
function assertTiles(slices: readonly ExportSlice[], startNs: bigint, endNs: bigint): void {
  let from = startNs;
  for (const slice of slices) {
    assert.equal(slice.startNs, from);
    assert.ok(slice.endNs > slice.startNs);
    assert.ok(Number.isInteger(slice.rowsPerBlock) && slice.rowsPerBlock > 0);
    from = slice.endNs;
  }
  assert.equal(from, endNs);
}

const group = fc.record({
  gapMinutes: fc.bigInt(0n, 1000n),
  minutes: fc.bigInt(1n, 100n),
  rows: fc.nat(1_000_000),
  bytes: fc.nat(2_000_000_000),
});

it('slices cover the span whatever was logged, in it or around it', () => {
  fc.assert(
    fc.property(
      fc.array(group, { maxLength: 20 }),
      fc.bigInt(0n, 20_000n * minuteNs),
      fc.bigInt(1n, 20_000n * minuteNs),
      (gaps, startNs, lengthNs) => {
        let minute = 0n;
        const groups = gaps.map(({ gapMinutes, minutes, rows, bytes }) => {
          const first = minute + gapMinutes;
          minute = first + minutes;
          return { startNs: first * minuteNs, endNs: minute * minuteNs, rows, bytes };
        });
        const endNs = startNs + lengthNs;
        assertTiles(cutSlices({ startNs, endNs }, 512_000_000, groups), startNs, endNs);
      },
    ),
  );
});

it('a dense group is cut evenly, and fewer long records are worked on at once', () => {
  const dense = minuteGroup('600\t660\t1000\t1000000000');
  const slices = cutSlices({ startNs: 0n, endNs: 1200n * 1_000_000_000n }, 500_000_000, [dense]);
  // Ten parts of 100 MB, twice a tenth of the memory, and what comes after.
  assert.equal(slices.length, 11);
  assert.deepEqual(
    slices.slice(1, 10).map(({ startNs, endNs }) => endNs - startNs),
    Array.from({ length: 9 }, () => 6n * 1_000_000_000n),
  );
  assert.ok(slices.every(({ rowsPerBlock }) => rowsPerBlock === 64));
});

it('nothing is known to be logged: one slice', () => {
  const slices = cutSlices({ startNs: 5n, endNs: 9n }, 500_000_000, []);
  assert.deepEqual(slices, [{ startNs: 5n, endNs: 9n, rowsPerBlock: 8192 }]);
  assert.deepEqual(cutSlices({ startNs: 9n, endNs: 5n }, 500_000_000, []), []);
});

it('halves cover the whole, newest first when asked so, down to a nanosecond', () => {
  const slice = { startNs: 10n, endNs: 13n, rowsPerBlock: 100 };
  const both = halves(slice, 'asc') ?? [];
  assertTiles(both, 10n, 13n);
  assert.deepEqual(halves(slice, 'desc'), both.toReversed());
  assert.equal(halves({ ...slice, endNs: 11n }, 'asc'), undefined);
});
