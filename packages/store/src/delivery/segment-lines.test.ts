import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  harmlessSegment,
  lineOf,
  readSegmentLines,
  segmentOfRange,
  segmentWithout,
  toRanges,
} from './segment-lines.ts';

const lines = fc.array(
  fc.array(
    fc
      .uint8Array({ minLength: 1, maxLength: 200 })
      .map((bytes) => bytes.map((b) => (b === 10 ? 11 : b))),
  ),
  { maxLength: 5 },
);

const varint = (value: number) =>
  value < 128
    ? [value]
    : [
        (value & 127) | 128,
        ...(value < 16_384 ? [value >> 7] : [((value >> 7) & 127) | 128, value >> 14]),
      ];

/** A segment file by hand; empty lines between and around the real ones. */
function segmentFile(
  entries: readonly (readonly Uint8Array[])[],
  kindOf = (index: number) => 1 + (index % 2),
): Buffer {
  const header = Buffer.alloc(19);
  const rows = entries.map((entry, index) => {
    const body = Buffer.concat(
      entry.flatMap((line) => [Buffer.from('\n'), line, Buffer.from('\n')]),
    );
    const fixed = Buffer.alloc(17, index + 1);
    fixed.writeUInt8(kindOf(index), 8);
    return Buffer.concat([
      fixed,
      Buffer.from([2, 0x7b, 0x7d]),
      Buffer.from(varint(body.length)),
      body,
    ]);
  });
  return Buffer.concat([header, ...rows]);
}

describe('segment lines', () => {
  it('leaves out records of other kinds, and numbers the lines around them alike', () => {
    fc.assert(
      fc.property(lines, fc.nat(5), (entries, at) => {
        const logs = segmentFile(entries, () => 1);
        const place = Math.min(at, entries.length);
        const mixed = entries.toSpliced(place, 0, [new Uint8Array([123, 125])]);
        const segment = readSegmentLines(segmentFile(mixed, (index) => (index === place ? 4 : 1)));
        const all = entries.flat();
        assert.equal(segment.rows, all.length);
        all.forEach((line, row) => assert.deepEqual(lineOf(segment, row), Buffer.from(line)));
        assert.deepEqual(
          segmentOfRange(segment, { from: 0, to: all.length }).length,
          segmentOfRange(readSegmentLines(logs), { from: 0, to: all.length }).length,
        );
      }),
    );
  });

  it('numbers the lines of all entries, empty ones left out', () => {
    fc.assert(
      fc.property(lines, (entries) => {
        const segment = readSegmentLines(segmentFile(entries));
        const all = entries.flat();
        assert.equal(segment.rows, all.length);
        all.forEach((line, row) => assert.deepEqual(lineOf(segment, row), Buffer.from(line)));
      }),
    );
  });

  it('writes the lines of a range as a segment of its own', () => {
    fc.assert(
      fc.property(lines, fc.nat(20), fc.nat(20), (entries, a, b) => {
        const segment = readSegmentLines(segmentFile(entries));
        const range = { from: Math.min(a, b), to: Math.max(a, b) };
        const part = readSegmentLines(segmentOfRange(segment, range));
        const expected = entries.flat().slice(range.from, range.to);
        assert.deepEqual(
          expected.map((_, row) => lineOf(part, row)),
          expected.map((line) => Buffer.from(line)),
        );
        assert.equal(part.rows, expected.length);
      }),
    );
  });

  it('replaces left-out lines and moves no other', () => {
    fc.assert(
      fc.property(lines, fc.uniqueArray(fc.nat(20)), (entries, rows) => {
        const all = entries.flat();
        const out = rows.filter((row) => row < all.length);
        const segment = readSegmentLines(segmentFile(entries));
        const rest = readSegmentLines(segmentWithout(segment, toRanges(out)));
        assert.equal(rest.rows, all.length);
        all.forEach((line, row) => {
          const expected = out.includes(row) ? Buffer.from('{}') : Buffer.from(line);
          assert.deepEqual(lineOf(rest, row), expected);
        });
      }),
    );
  });

  it('refuses what is not RowBinary', () => {
    assert.throws(() => readSegmentLines(Buffer.alloc(30, 0xff)), /BUG/);
    assert.throws(
      () => readSegmentLines(segmentFile([[Buffer.from('abc')]]).subarray(0, -1)),
      /BUG/,
    );
  });

  it('makes ranges of row numbers, and a segment of one harmless line', () => {
    assert.deepEqual(toRanges([5, 1, 2, 7, 6]), [
      { from: 1, to: 3 },
      { from: 5, to: 8 },
    ]);
    assert.equal(readSegmentLines(harmlessSegment()).rows, 1);
  });
});
