// Times without a zone are those of the zone configured, when clocks change too.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TimeWriter } from './time-writer.ts';

const wall = (...parts: number[]) => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  return { year, month, day, hour, minute, second };
};

describe('TimeWriter', () => {
  it('knows the offsets of a zone through the year', () => {
    const times = new TimeWriter('Europe/Berlin');
    assert.equal(
      times.write('a', '', '', () => wall(2026, 1, 1, 0)),
      '2025-12-31T23:00:00.000000000Z',
    );
    assert.equal(
      times.write('b', '5', '', () => wall(2026, 7, 1, 0)),
      '2026-06-30T22:00:00.500000000Z',
    );
    assert.equal(
      times.write('c', '', '', () => wall(2026, 3, 29, 1, 59)),
      '2026-03-29T00:59:00.000000000Z',
    );
    assert.equal(
      times.write('d', '', '', () => wall(2026, 3, 29, 3)),
      '2026-03-29T01:00:00.000000000Z',
    );
    assert.equal(
      times.write('e', '', '', () => wall(2026, 10, 25, 4)),
      '2026-10-25T03:00:00.000000000Z',
    );
  });

  it('knows zones with half hours and offsets in the text', () => {
    const times = new TimeWriter('Asia/Kolkata');
    assert.equal(
      times.write('a', '', '', () => wall(2026, 1, 1, 0)),
      '2025-12-31T18:30:00.000000000Z',
    );
    assert.equal(
      times.write('a', '', '-0230', () => wall(2026, 1, 1, 0)),
      '2026-01-01T02:30:00.000000000Z',
    );
  });

  it('refuses dates that do not exist, and zones', () => {
    const times = new TimeWriter('UTC');
    assert.equal(
      times.write('a', '', '', () => wall(2026, 2, 30, 0)),
      undefined,
    );
    assert.equal(
      times.write('b', '', '', () => wall(2026, 1, 1, 24)),
      undefined,
    );
    assert.equal(times.inZone('Nowhere/None'), undefined);
    assert.throws(() => new TimeWriter('Nowhere/None'), { code: 'TIME_ZONE_UNKNOWN' });
  });
});
