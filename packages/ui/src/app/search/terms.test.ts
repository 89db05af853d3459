// Changing a search by its conditions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  anyValue,
  condition,
  excludeAbsent,
  excludeValue,
  isAbsent,
  onlyAbsent,
  onlyValue,
  splitTerms,
  standing,
  toggleValue,
  withTerm,
} from './terms.ts';

test('a search splits at its top level only', () => {
  const texts = (query: string) => splitTerms(query)?.map(({ text }) => text);
  assert.deepEqual(texts('a "b c" (d OR e) -f:"g h" x:[1 TO 2]'), [
    'a',
    '"b c"',
    '(d OR e)',
    '-f:"g h"',
    'x:[1 TO 2]',
  ]);
  assert.deepEqual(texts('a AND NOT b:c'), ['a', '-b:c']);
  assert.deepEqual(texts('/a b/i path:/(x|y)/ /api/users c'), [
    '/a b/i',
    'path:/(x|y)/',
    '/api/users',
    'c',
  ]);
  assert.deepEqual(texts(String.raw`"a \" b" c`), [String.raw`"a \" b"`, 'c']);
  assert.equal(texts('a OR b'), undefined);
  assert.equal(texts('a | b'), undefined);
  assert.deepEqual(
    splitTerms('"odd name":x http://a')?.map(({ field }) => field),
    ['odd name', undefined],
  );
});

test('values are written so that they are read back as they are', () => {
  assert.equal(condition('service', 'web-1'), 'service:web-1');
  assert.equal(condition('odd name', 'a "b" \\'), String.raw`"odd name":"a \"b\" \\"`);
  assert.equal(condition('status', 200), 'status:200');
  assert.equal(condition('a', '1..2'), 'a:"1..2"');
  assert.equal(condition('a', 'OR'), 'a:"OR"');
  assert.equal(condition('a', 'x*'), 'a:"x*"');
  assert.equal(condition('a', ''), 'a:""');
});

test('lines that lack a field: only, excluded, all', () => {
  assert.equal(onlyAbsent('x path:a', 'path'), 'x -path:*');
  assert.equal(excludeAbsent('x -path:*', 'path'), 'x path:*');
  assert.equal(excludeAbsent('x path:a', 'path'), 'x path:a path:*');
  assert.equal(isAbsent('x -"odd name":*', 'odd name'), true);
  assert.equal(isAbsent('x path:*', 'path'), false);
  assert.equal(anyValue('x -path:*', 'path'), 'x');
});

test('only, exclude, toggle and all', () => {
  assert.equal(onlyValue('x service:a -service:b', 'service', 'c'), 'x service:c');
  assert.equal(excludeValue('x service:a', 'service', 'a'), 'x -service:a');
  assert.equal(excludeValue('x -service:a', 'service', 'a'), 'x -service:a');
  assert.equal(withTerm('a OR b', 'c:d'), '(a OR b) c:d');
  assert.equal(toggleValue('x', 'service', 'a'), 'x service:a');
  assert.equal(toggleValue('service:a', 'service', 'b c'), 'service:(a OR "b c")');
  assert.equal(toggleValue('service:(a OR b)', 'service', 'b'), 'service:a');
  assert.equal(toggleValue('service:a x', 'service', 'a'), 'x');
  assert.equal(anyValue('service:a x -service:b', 'service'), 'x');
  assert.equal(standing('service:(a OR b)', 'service', 'b'), 'only');
  assert.equal(standing('-service:b', 'service', 'b'), 'excluded');
  assert.equal(standing('service:b', 'service', 'a'), undefined);
});
