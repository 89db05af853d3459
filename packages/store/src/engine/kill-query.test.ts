import assert from 'node:assert/strict';
import { test } from 'node:test';
import { translateKill } from './kill-query.ts';

test("the caller's query ids become the engine's, and SYNC is waited for outside the engine", () => {
  const kill = translateKill(
    "KILL QUERY WHERE query_id IN ('a', 'SYNC', 'other') /* 'a' */ SYNC FORMAT JSON",
    new Map([
      ['a', 'engine-1'],
      ['SYNC', 'engine-2'],
    ]),
  );
  assert.equal(
    kill.sql,
    "KILL QUERY WHERE query_id IN ('engine-1', 'engine-2', 'other') /* 'a' */ ASYNC FORMAT JSON",
  );
  assert.deepEqual(kill.queryIds, ['a', 'SYNC']);
  assert.equal(kill.isSync, true);
});
