// A search as readable SQL.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainLogs } from './explain-logs.ts';
import { parseSearch } from './parse-search.ts';
import { schemaWith } from './testing/schema.ts';

const startNs = 1_763_719_200_000_000_001n;
const explained = (query: string) =>
  explainLogs(
    { search: parseSearch(query), startNs, endNs: startNs + 3_600_000_000_000n },
    schemaWith([]),
  );

test('moments are dates and no placeholder is left', () => {
  const text = explained('level:error service:web timeout');
  assert.match(text, /^SELECT time, service, body, attributes FROM logs WHERE /);
  assert.match(text, /time >= toDateTime64\('2025-11-21 10:00:00\.000000001', 9, 'UTC'\)/);
  assert.match(text, /hasAllTokens\(lowerUTF8\(body\), \['timeout'\]\)/);
  assert.doesNotMatch(text, /\{p\d+:/);
});

test('what a user wrote stays within its quotes', () => {
  const hostile = String.raw`service:"a' OR 1 = 1 -- \\"`;
  assert.ok(explained(hostile).includes(String.raw`'a\' OR 1 = 1 -- \\'`), explained(hostile));
  assert.doesNotMatch(explained('service:"{p0:String}"'), /\{p1/);
});
