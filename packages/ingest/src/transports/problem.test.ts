import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GroundcrewError } from '@groundcrew/runtime';
import { problemJson, retryAfterSeconds } from './problem.ts';

describe('problem documents', () => {
  it('hold what RFC 9457 asks for, and what to do', () => {
    const error = new GroundcrewError('log-full', 'cannot keep the lines: the log is full', {
      status: 503,
      hint: 'Wait.',
      extra: { status: 1, position: 7 },
    });
    assert.deepEqual(JSON.parse(problemJson(error)), {
      type: 'urn:groundcrew:problem:log-full',
      title: 'Service Unavailable',
      status: 503,
      detail: 'cannot keep the lines: the log is full',
      code: 'log-full',
      hint: 'Wait.',
      position: 7,
    });
  });

  it('say when to come back, spread, between 1 and 30 seconds, only if it is any use', () => {
    const at = retryAfterSeconds;
    assert.deepEqual([at(503, 1, 0), at(503, 1, 0.99), at(429, 5, 0.5)], [1, 3, 10]);
    assert.deepEqual([at(503, 60, 0.99), at(503, undefined, 0), at(413, 5, 0)], [30, 1, undefined]);
  });
});
