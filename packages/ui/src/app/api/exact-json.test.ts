import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseExactly } from './exact-json.ts';

test('whole numbers keep their digits, with and without white space around them', () => {
  assert.deepEqual(parseExactly('{"a":17351878982072532995}'), { a: 17351878982072532995n });
  assert.deepEqual(parseExactly('[1, -9007199254740993, "17351878982072532995"]'), [
    1,
    -9007199254740993n,
    '17351878982072532995',
  ]);
  assert.deepEqual(parseExactly('{"a": 1.5}'), { a: 1.5 });
});
