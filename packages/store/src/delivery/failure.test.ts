import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClickHouseError } from '@clickhouse/client';
import { backoffMs } from '../backoff.ts';
import { judgeFailure, reasonOf } from './failure.ts';

const answered = (code: string) => new ClickHouseError({ message: 'no', code, type: 'X' });

describe('judgeFailure', () => {
  it('takes a missing answer for uncertain', () => {
    assert.equal(judgeFailure(new Error('socket hang up')).kind, 'uncertain');
    assert.equal(judgeFailure(new DOMException('aborted', 'AbortError')).kind, 'uncertain');
    assert.equal(judgeFailure('odd').kind, 'uncertain');
  });

  it('waits for what passes: memory, disk, parts, time-outs', () => {
    for (const code of ['241', '243', '252', '159', '164', '242', '394', '1002']) {
      assert.equal(judgeFailure(answered(code)).kind, 'later', code);
    }
  });

  it('calls the rest refused', () => {
    for (const code of ['469', '6', '27', '60']) {
      assert.equal(judgeFailure(answered(code)).kind, 'refused', code);
    }
  });

  it('keeps reasons to one bounded line', () => {
    const reason = reasonOf(new Error(`a\nb\u2028c${'d'.repeat(1000)}`));
    assert.ok(reason.startsWith('a b cd'));
    assert.ok(reason.length <= 501);
  });
});

describe('backoffMs', () => {
  it('grows to its bound, with jitter between half and whole', () => {
    const at = (attempt: number, random: number) =>
      backoffMs(attempt, { firstMs: 100, maxMs: 5_000, random: () => random });
    assert.equal(at(0, 0), 50);
    assert.equal(at(2, 0.5), 300);
    assert.equal(at(50, 0), 2_500);
    assert.ok(at(1_000, 0.999) < 5_000);
  });
});
