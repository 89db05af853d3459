import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { severityName, severityNumber } from './severity.ts';

describe('severityNumber', () => {
  it('knows names in any case', () => {
    for (const [text, number] of [
      ['TRACE', 1],
      ['Debug', 5],
      ['information', 9],
      ['Notice', 10],
      ['WARNING', 13],
      ['err', 17],
      ['CRITICAL', 21],
      ['panic', 22],
      ['emerg', 23],
      ['W', 13],
    ] as const) {
      assert.equal(severityNumber(text), number, text);
    }
  });

  it('knows the scales of syslog, pino, Monolog and Logback', () => {
    assert.deepEqual(['0', '3', '7'].map(severityNumber), [23, 17, 5]);
    assert.deepEqual(['10', '35', '60'].map(severityNumber), [1, 9, 21]);
    assert.deepEqual(['100', '300', '20000'].map(severityNumber), [5, 13, 9]);
  });

  it('is 0 for what is no level', () => {
    for (const text of ['', '8', 'loud', 'constructor', '-1', '30.5']) {
      assert.equal(severityNumber(text), 0, text);
    }
  });
});

describe('severityName', () => {
  it('names each range of four', () => {
    assert.deepEqual([0, 1, 4, 5, 9, 13, 17, 20, 21, 24, 25].map(severityName), [
      '',
      'trace',
      'trace',
      'debug',
      'info',
      'warn',
      'error',
      'error',
      'fatal',
      'fatal',
      '',
    ]);
  });
});
