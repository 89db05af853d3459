import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GroundcrewError } from '@groundcrew/runtime';
import fc from 'fast-check';
import { parseDuration, parseTime } from './parse-time.ts';
import { formatTime } from './record-json.ts';

const nowNs = 1_763_596_800_000_000_000n; // 2025-11-20T00:00:00Z
const hourNs = 3_600_000_000_000n;

const times: readonly (readonly [string, bigint])[] = [
  ['2025-11-20T00:00:00Z', nowNs],
  ['2025-11-20t00:00:00z', nowNs],
  ['2025-11-20 01:00:00+01:00', nowNs],
  ['2025-11-19T19:00:00-0500', nowNs],
  ['2025-11-20', nowNs],
  ['2025-11-20T00:00', nowNs],
  ['2025-11-20T00:00:00.000000001Z', nowNs + 1n],
  ['2025-11-20T00:00:00,5Z', nowNs + 500_000_000n],
  ['2025-11-20T00:00:00.1234567899Z', nowNs + 123_456_789n],
  ['1763596800', nowNs],
  ['1763596800.25', nowNs + 250_000_000n],
  ['1763596800000', nowNs],
  ['1763596800000.5', nowNs + 500_000n],
  ['1763596800000000', nowNs],
  ['1763596800000000001', nowNs + 1n],
  ['0', 0n],
  ['now', nowNs],
  ['now-1h', nowNs - hourNs],
  ['now + 1h', nowNs + hourNs],
  ['-1h', nowNs - hourNs],
  ['1h', nowNs - hourNs],
  ['1h30m', nowNs - hourNs - hourNs / 2n],
  [' 1.5h ', nowNs - hourNs - hourNs / 2n],
  ['2024-02-29', 1_709_164_800_000_000_000n],
  ['2016-12-31T23:59:60Z', 1_483_228_799_000_000_000n],
];

for (const [text, timeNs] of times) {
  test(`${text} is a time`, () => assert.equal(parseTime(text, nowNs), timeNs));
}

const noTimes = [
  '',
  'yesterday',
  '2025-13-01',
  '2025-02-29',
  '2025-11-20T24:00:00Z',
  '2025-11-20T00:60:00Z',
  '-5',
  'now-',
  'nowhere',
  '1h2',
  '9223372036854775808',
  '99999999999999999999',
  '1960-01-01',
  '2500-01-01',
  '1x',
  "'; DROP",
  '1e9',
  'NaN',
  '5y',
  '-99999w',
];

for (const text of noTimes) {
  test(`${JSON.stringify(text)} is no time`, () => {
    assert.throws(() => parseTime(text, nowNs), {
      code: 'bad-time',
      status: 400,
      message: /RFC 3339/,
    });
  });
}

test('durations', () => {
  assert.equal(parseDuration('90s'), 90_000_000_000n);
  assert.equal(parseDuration('1h30m'), hourNs + hourNs / 2n);
  assert.equal(parseDuration('250ms'), 250_000_000n);
  assert.equal(parseDuration('1.5µs'), 1500n);
  assert.equal(parseDuration('2w'), 14n * 24n * hourNs);
  for (const text of ['', '5', 'h', '-1h', '1e3s', '1 h', '999999999999999999w']) {
    assert.throws(() => parseDuration(text), { code: 'bad-duration', status: 400 });
  }
});

test('a printed time is read back, and any text is a time or refused', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (timeNs) => {
      assert.equal(parseTime(formatTime(timeNs), 0n), timeNs);
    }),
    { seed: 1 },
  );
  fc.assert(
    fc.property(fc.string({ maxLength: 30 }), (text) => {
      try {
        const timeNs = parseTime(text, nowNs);
        assert.ok(timeNs >= 0n && timeNs < 2n ** 63n);
      } catch (error) {
        assert.ok(error instanceof GroundcrewError && error.code === 'bad-time');
      }
    }),
    { numRuns: 3000, seed: 2 },
  );
});
