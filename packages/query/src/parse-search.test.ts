import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GroundcrewError } from '@groundcrew/runtime';
import fc from 'fast-check';
import { formatSearch } from './format-search.ts';
import { parseSearch } from './parse-search.ts';
import { searchLimits } from './search-limits.ts';
import { searchNode } from './testing/arbitraries.ts';

/** What a query means, in the printer's canonical spelling. */
const readings: readonly (readonly [query: string, canonical: string])[] = [
  ['', '*'],
  ['  \n ', '*'],
  ['*', '*'],
  ['**', '*'],
  ['*:*', '*'],
  ['timeout', 'timeout'],
  ['a b AND c', 'a b c'],
  ['a OR b c', 'a OR (b c)'],
  ['a | b|c', 'a OR b OR c'],
  ['(a OR b) c', '(a OR b) c'],
  ['((a))', 'a'],
  ['-a', '-a'],
  ['NOT a', '-a'],
  ['NOT NOT a', '-(-a)'],
  ['-(a OR b)', '-(a OR b)'],
  ['- a', '"-" a'],
  ['--verbose', '"--verbose"'],
  ['-"a b"', '-"a b"'],
  ['and or not', 'and or not'],
  ['"AND"', '"AND"'],
  ['"a \\"b\\" \\\\ \\n"', '"a \\"b\\" \\\\ \\\\n"'],
  ['foo* *foo* f?o', 'foo* *foo* f?o'],
  ['foo\\*', '"foo*"'],
  ['path:/api/*', 'path:\\/api\\/*'],
  ['path:/api/users', 'path:"/api/users"'],
  ['path:/api/', 'path:/api/'],
  ['path:/api x:/y', 'path:"/api" x:"/y"'],
  ['/a b/', '/a b/'],
  ['/a\\/b/i', '/a\\/b/i'],
  ['/api/users', '"/api/users"'],
  ['/', '"/"'],
  ['status:200', 'status:200'],
  ['status:200..299', 'status:["200" TO "299"]'],
  ['status:[1 TO 5} x:{* TO "a b"]', 'status:["1" TO "5"} x:{* TO "a b"]'],
  ['status:>=500 a:<"x y" b:=c*', 'status:>=500 a:<"x y" b:="c*"'],
  ['a:* -a:*', 'a:* -a:*'],
  ['a:"b c"', 'a:"b c"'],
  ['"weird name":x', '"weird name":x'],
  ['weird\\ name:x', '"weird name":x'],
  ['"":x', '"":x'],
  ['level:(error OR warn)', 'level:error OR level:warn'],
  ['a:(b -c "d e" >5)', 'a:b -a:c a:"d e" a:>5'],
  ['a:(b:c)', 'a:"b:c"'],
  ['a:12:30:00', 'a:"12:30:00"'],
  ['url:http://x:80/y', 'url:"http://x:80/y"'],
  ['http://x:80/y', '"http://x:80/y"'],
  ['12:30:00', '"12:30:00"'],
  ['std::vector fe80::1', '"std::vector" "fe80::1"'],
  ['ip:fe80::1', 'ip:"fe80::1"'],
  ['OR:x', '"OR":x'],
  ['a:-5 b:NOT', 'a:"-5" b:"NOT"'],
  [
    'trace:ABC @timestamp:>=2025-11-20T10:00:00Z',
    'trace:ABC "@timestamp":>="2025-11-20T10:00:00Z"',
  ],
];

for (const [query, canonical] of readings) {
  test(`${JSON.stringify(query)} reads as ${canonical}`, () => {
    const node = parseSearch(query);
    assert.equal(formatSearch(node), canonical);
    assert.deepEqual(parseSearch(canonical), node);
  });
}

const faults: readonly (readonly [query: string, position: number, message: RegExp])[] = [
  ['(a', 2, /expected a "\)" for the "\(" of character 1 at character 3/],
  ['a)', 1, /"\)" without its "\("/],
  ['()', 1, /expected a word/],
  ['a OR', 4, /expected a word/],
  ['OR a', 0, /expected a word/],
  ['a AND OR b', 6, /expected a word/],
  ['NOT', 3, /expected a word/],
  ['| a', 0, /expected a word/],
  ['"a', 0, /closing quote/],
  ['a:"b', 2, /closing quote/],
  ['a:', 2, /expected a value after "a:"/],
  ['a: b', 2, /expected a value after "a:"/],
  ['a:>', 3, /expected a value after ">"/],
  ['a:= b', 3, /expected a value after "="/],
  ['a:[1 2]', 5, /expected "TO"/],
  ['a:[1 TO 2', 9, /closing "\]" or "\}"/],
  ['a:[ TO 2]', 7, /expected "TO"/],
  ['a\\', 2, /after the backslash/],
  ['x /a(/', 2, /bad regular expression \(missing closing \)/],
  ['x a:/[/', 2, /bad regular expression/],
  ['/\\pL{900}/', 0, /too large/],
  ['/(?=a)/', 0, /bad regular expression/],
  ['level:>=loud', 0, /expected one of trace, debug/],
  ['time:>yesterday', 0, /expected a time/],
  ['time:/1/', 0, /expected a time/],
  ['severity_number:256', 0, /whole number from 0 to 255/],
];

for (const [query, position, message] of faults) {
  test(`${JSON.stringify(query)} is refused at ${position}`, () => {
    assert.throws(
      () => parseSearch(query),
      (error) => {
        assert.ok(error instanceof GroundcrewError);
        assert.equal(error.code, 'bad-query');
        assert.equal(error.status, 400);
        assert.match(error.message, message);
        assert.equal(error.extra?.['position'], position);
        assert.equal(typeof error.extra?.['expected'], 'string');
        return true;
      },
    );
  });
}

test('everything is bounded', () => {
  const tooMuch = [
    'x'.repeat(searchLimits.queryLength + 1),
    'a '.repeat(searchLimits.terms + 1),
    `${'('.repeat(100)}a${')'.repeat(100)}`,
    `${'NOT '.repeat(100)}a`,
    `a:${'('.repeat(100)}b${')'.repeat(100)}`,
    '/a/ '.repeat(searchLimits.regexes + 1),
    `/${'a'.repeat(searchLimits.regexLength + 1)}/`,
    'a*'.repeat(searchLimits.wildcards + 1),
    `"${Array.from({ length: searchLimits.tokens + 1 }, (_, index) => `w${index}`).join(' ')}"`,
  ];
  for (const query of tooMuch) {
    assert.throws(() => parseSearch(query), { code: 'bad-query' }, query.slice(0, 40));
  }
});

test('any text parses or is refused with a position inside it', () => {
  const fragments = fc.constantFrom(
    '(',
    ')',
    '"',
    '\\',
    '/',
    ':',
    '*',
    '?',
    '|',
    '-',
    ' ',
    'OR',
    'AND',
    'NOT',
    'TO',
    '[',
    ']',
    '{',
    '}',
    '>=',
    '=',
    '..',
    'a',
    'level',
    'time',
    '5',
    '/i',
    '\0',
    '\n',
    '\ud800',
    'é',
    '__proto__',
  );
  const query = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.array(fragments, { maxLength: 24 }).map((list) => list.join('')),
  );
  fc.assert(
    fc.property(query, (text) => {
      try {
        const node = parseSearch(text);
        assert.deepEqual(parseSearch(formatSearch(node)), node);
      } catch (error) {
        assert.ok(error instanceof GroundcrewError, String(error));
        assert.equal(error.code, 'bad-query');
        const position = error.extra?.['position'];
        assert.ok(typeof position === 'number' && position >= 0 && position <= text.length);
      }
    }),
    { numRuns: 20_000, seed: 3 },
  );
});

test('a printed search parses to the same tree', () => {
  fc.assert(
    fc.property(searchNode, (node) =>
      assert.deepEqual(parseSearch(formatSearch(node)), structuredClone(node)),
    ),
    { numRuns: 3000, seed: 5 },
  );
});

test('the worst texts take no time', () => {
  const length = searchLimits.queryLength;
  const texts = ['/', '\\', '"', '(', '-', 'a:', '/a ', '*', '[', 'a|'].map((part) =>
    part.repeat(length).slice(0, length),
  );
  const startMs = performance.now();
  for (const text of texts) {
    try {
      parseSearch(text);
    } catch (error) {
      assert.ok(error instanceof GroundcrewError, text.slice(0, 9));
    }
  }
  assert.ok(performance.now() - startMs < 10_000);
});
