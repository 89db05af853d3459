import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ageNsMax, believableTime, futureNsMax, parseLogTime } from './log-time.ts';

const ns = (iso: string, rest = 0n) => BigInt(Date.parse(iso)) * 1_000_000n + rest;

describe('parseLogTime', () => {
  it('understands ISO 8601 in its variants', () => {
    const time = ns('2024-01-02T03:04:05Z');
    for (const [text, expected] of [
      ['2024-01-02T03:04:05Z', time],
      ['2024-01-02 03:04:05', time],
      ['2024-01-02 03:04:05,123', time + 123_000_000n],
      ['2024-01-02T03:04:05.123456789987Z', time + 123_456_789n],
      ['2024-01-02T04:04:05+01:00', time],
      ['2024-01-02T04:04:05+0100', time],
      ['2024-01-02 01:34:05.5 -0130', time + 500_000_000n],
      ['2024-01-02T04:04:05+01', time],
      ['2024-01-02 03:04:05 UTC', time],
      ['2024-02-29T00:00:00Z', ns('2024-02-29T00:00:00Z')],
    ] as const) {
      assert.equal(parseLogTime(text), expected, text);
    }
  });

  it('tells seconds from milliseconds, microseconds and nanoseconds by their digits', () => {
    assert.equal(parseLogTime('1706756645'), 1_706_756_645_000_000_000n);
    assert.equal(parseLogTime('1706756645.25'), 1_706_756_645_250_000_000n);
    assert.equal(parseLogTime('1706756645123'), 1_706_756_645_123_000_000n);
    assert.equal(parseLogTime('1706756645123.4'), 1_706_756_645_123_400_000n);
    assert.equal(parseLogTime('1706756645123456'), 1_706_756_645_123_456_000n);
    assert.equal(parseLogTime('1706756645123456789'), 1_706_756_645_123_456_789n);
  });

  it('understands the forms of mail and of web servers', () => {
    assert.equal(parseLogTime('10/Oct/2000:13:55:36 -0700'), ns('2000-10-10T20:55:36Z'));
    assert.equal(parseLogTime('Tue, 1 Oct 2019 13:55:36 GMT'), ns('2019-10-01T13:55:36Z'));
  });

  it('is 0 for everything else', () => {
    for (const text of [
      '',
      'now',
      '2023-02-29T00:00:00Z',
      '2024-13-01T00:00:00Z',
      '2024-01-01T24:00:00Z',
      '2024-01-01T00:00:60Z',
      '2024-01-01',
      '9706756645',
      '17067566',
      '31/Feb/2020:13:55:36 -0700',
      '2024-01-01T00:00:00Z ',
      '2024-01-01T00:00:00Z\n',
    ]) {
      assert.equal(parseLogTime(text), 0n, text);
    }
  });
});

describe('believableTime', () => {
  it('takes 400 days before and a day after the time of receipt', () => {
    const receivedNs = ns('2024-03-01T00:00:00Z');
    for (const timeNs of [receivedNs - ageNsMax, receivedNs + futureNsMax]) {
      assert.equal(believableTime(timeNs, receivedNs), timeNs);
    }
    assert.equal(believableTime(receivedNs - ageNsMax - 1n, receivedNs), 0n);
    assert.equal(believableTime(receivedNs + futureNsMax + 1n, receivedNs), 0n);
  });
});
