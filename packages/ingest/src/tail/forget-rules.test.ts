import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newFile } from './followed.ts';
import { forgetRuleMs, forgetRules } from './forget-rules.ts';

test('positions of a pattern are forgotten once it has not been in the list for 30 days', () => {
  const fileOf = (rule: string) =>
    newFile({
      rule,
      logPath: rule,
      realPath: rule,
      path: rule,
      packing: 'plain',
      place: '1:1',
      mtimeMs: 0,
      head: Buffer.from('a'),
    });
  const files = new Map(['stays', 'leaves'].map((rule) => [rule, fileOf(rule)]));
  const rules = new Map<string, number | undefined>([
    ['stays', undefined],
    ['leaves', undefined],
  ]);
  const startedAt = (nowMs: number, listed: string[]) => {
    forgetRules({ files, rules }, new Set(listed), nowMs);
    return [...files.keys()];
  };
  const both = ['stays', 'leaves'];
  assert.deepEqual(startedAt(1000, ['stays']), both);
  assert.deepEqual(startedAt(500 + forgetRuleMs, both), both, 'back in time');
  assert.deepEqual(startedAt(5000 + forgetRuleMs, ['stays']), both, 'the time begins anew');
  assert.deepEqual(startedAt(4999 + 2 * forgetRuleMs, ['stays']), both);
  assert.deepEqual(startedAt(5000 + 2 * forgetRuleMs, ['stays']), ['stays']);
  assert.deepEqual([...rules.keys()], ['stays']);
});
