// The language of grok, and what it refuses.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mapLine } from '@groundcrew/model';
import { createLineParser } from '../formats/line-parser.ts';
import { compileGrok } from './compile-grok.ts';
import { parseDefinitions } from './definitions.ts';

const match = (pattern: string, text: string, definitions: Record<string, string> = {}) => {
  const found = compileGrok(pattern, definitions).match(text);
  return found && Object.fromEntries(found);
};

describe('compileGrok', () => {
  it('reads names, types, nested fields and named groups', () => {
    assert.deepEqual(
      match(
        '%{IP:client.ip} %{WORD} %{INT:n:int} %{NUMBER:[took][ms]:float} (?<tail>\\w+)',
        '10.0.0.255 x -5 1.5 end',
      ),
      { 'client.ip': '10.0.0.255', n: -5, 'took.ms': 1.5, tail: 'end' },
    );
  });

  it('takes definitions, which win over the standard ones', () => {
    assert.deepEqual(match('%{ORDER:id} %{WORD:w}', 'o-12 #', { ORDER: 'o-%{INT}', WORD: '#' }), {
      id: 'o-12',
      w: '#',
    });
    assert.deepEqual(
      [...parseDefinitions('# no\nA  x y\n\nB z\r\n')],
      [
        ['A', 'x y'],
        ['B', 'z'],
      ],
    );
  });

  it('lists what a field caught twice, and leaves out what caught nothing', () => {
    assert.deepEqual(match('%{INT:n:int} %{INT:n:int}(?: %{WORD:w})?', '1 2'), { n: [1, 2] });
    assert.equal(match('^%{INT:n}$', 'x'), undefined);
  });

  it('takes the first of several patterns that matches', () => {
    const grok = compileGrok(['^a %{INT:a:int}', '^b %{INT:b:int}']);
    assert.deepEqual([...(grok.match('b 1') ?? [])], [['b', 1]]);
    assert.deepEqual(grok.fields, ['a', 'b']);
  });

  it('rewrites what Ruby has and RE2 has not', () => {
    assert.deepEqual(
      match(
        '(?<a>(?>x|xy)++)(?#c) (?<b>\\h+) (?<c>[[a-c]\\d[:upper:]]+) (?<d>(?m:.*))',
        'xx fF a1B l\nm',
      ),
      {
        a: 'xx',
        b: 'fF',
        c: 'a1B',
        d: 'l\nm',
      },
    );
    assert.deepEqual(match('(?<!x)(?<n>\\d)', 'x12'), { n: '2' });
  });

  const refused: [string, Record<string, string>, RegExp][] = [
    ['%{NOPE:x}', {}, /no pattern is named "NOPE"/],
    ['%{A}', { A: '%{B}', B: '%{A}' }, /A → B → A refers to itself/],
    ['%{INT:x:long}', {}, /"long" is no type/],
    ['a(?=b)', {}, /look-aheads/],
    ['a(?!b)', {}, /look-aheads/],
    ['(a', {}, /missing/],
    ['(\\w)\\1', {}, /escape/],
    ['[a', {}, /has no \]/],
    ['(?x)a', {}, /flag x/],
    ['a{1001}', {}, /repeat/],
    [
      '%{A0}',
      Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`A${n}`, `%{A${n + 1}}`])),
      /more than 24/,
    ],
    [
      '%{A0}',
      Object.fromEntries(
        Array.from({ length: 20 }, (_, n) => [
          `A${n}`,
          n === 19 ? 'x'.repeat(99) : `%{A${n + 1}}%{A${n + 1}}`,
        ]),
      ),
      /too large/,
    ],
    ['%{constructor}', {}, /no pattern/],
  ];
  for (const [pattern, definitions, reason] of refused) {
    it(`refuses ${pattern} (${reason.source})`, () => {
      assert.throws(
        () => compileGrok(pattern, definitions),
        (error: Error) => {
          assert.match(error.message, /^cannot compile grok pattern ".*": /);
          assert.match(error.message, reason);
          return true;
        },
      );
    });
  }

  it('takes time in proportion to the text', () => {
    const grok = compileGrok('(?<a>(x+x+)+y)');
    const begin = performance.now();
    assert.equal(grok.match('x'.repeat(20_000)), undefined);
    assert.ok(performance.now() - begin < 5000);
  });

  it('is a format of lines', () => {
    const readNs = BigInt(Date.UTC(2026, 0, 15, 12)) * 1_000_000n;
    const grok = compileGrok(
      '%{TIMESTAMP_ISO8601:timestamp} %{LOGLEVEL:level} %{GREEDYDATA:message} took=%{NUMBER:[took][s]:float} __proto__=(?<__proto__>\\w+)',
    );
    const parse = createLineParser('grok', { grok, timeZone: 'Europe/Berlin' });
    const record = mapLine(parse('2026-01-14 10:00:00,5 WARN slow took=1.5 __proto__=x', readNs), {
      receivedNs: readNs,
    });
    assert.ok(record);
    assert.equal(record.timeNs, BigInt(Date.UTC(2026, 0, 14, 9)) * 1_000_000n + 500_000_000n);
    assert.deepEqual([record.severityText, record.body], ['WARN', 'slow']);
    assert.deepEqual(
      [...record.attributes].filter(([key]) => key !== 'timestamp'),
      [
        ['took.s', '1.5'],
        ['__proto__', '"x"'],
      ],
    );
    const other = mapLine(parse('2026-01-14 10:00:00 ERROR other', readNs), { receivedNs: readNs });
    assert.deepEqual([other?.severityText, other?.body], ['ERROR', 'other']);
  });
});
