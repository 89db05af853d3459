// What the compiler takes for granted about the engine: indexes, case, regular expressions, valid JSON.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { render, sql, value } from '@groundcrew/store';
import fc from 'fast-check';
import { compileSearch } from './compile-search.ts';
import { countLogs } from './count-logs.ts';
import { listLogs } from './list-logs.ts';
import { parseSearch } from './parse-search.ts';
import { compileRegex, quoteRegex, regexFault } from './regex.ts';
import { startNs } from './testing/arbitraries.ts';
import { type LogDatabase, openLogDatabase } from './testing/log-database.ts';
import { schemaWith } from './testing/schema.ts';

let database: LogDatabase;
const schema = schemaWith([]);
const span = { startNs: 0n, endNs: 2n ** 63n - 1n };

before(() => {
  database = openLogDatabase();
  for (const settings of ['', 'SETTINGS materialize_skip_indexes_on_insert = 0']) {
    database.query(
      `INSERT INTO groundcrew.logs (time, body, service) ${settings} SELECT toDateTime64('2025-11-20 00:00:00', 9, 'UTC') + number, concat('Line ', toString(number), if(number % 1000 = 7, ' TimeOut NAÏVE-x', ' fine')), 'a' FROM numbers(10000)`,
    );
  }
});
after(() => database.close());

test('words in any case are found, in parts with the index and without it', () => {
  for (const query of [
    'timeout',
    'TIMEOUT',
    'TimeOut',
    'naïve',
    'NAÏVE-X',
    '"timeout naïve"',
    '*imeOU*',
    'TIME*',
  ]) {
    const search = parseSearch(query);
    assert.equal(Number(database.run(countLogs({ ...span, search }, schema))), 20, query);
    const others = parseSearch(`-(${query})`);
    assert.equal(
      Number(database.run(countLogs({ ...span, search: others }, schema))),
      19_980,
      query,
    );
  }
});

test('a word goes through the text index, a request id through its bloom filter', () => {
  const plan = (query: string) => {
    const condition = compileSearch(parseSearch(query), schema);
    const part = sql`EXPLAIN indexes = 1 SELECT count() FROM groundcrew.logs WHERE ${condition}`;
    return database.run(render(part));
  };
  assert.match(plan('timeout'), /Name: body_words/);
  assert.match(plan('"timeout naïve"'), /Name: body_words/);
  assert.match(plan('timeout -fine'), /Name: body_words/);
  assert.match(plan('request_id:x'), /Name: request_ids/);
});

test('lower case is the same here and there', () => {
  for (let start = 0; start < 0x20000; start += 0x400) {
    const characters = Array.from({ length: 0x400 }, (_, index) => start + index)
      .filter((code) => code < 0xd800 || code > 0xdfff)
      .map((code) => String.fromCodePoint(code));
    const text = characters.join('|').replaceAll('\0', '');
    const lowered = database
      .run(render(sql`SELECT lowerUTF8(${value('String', text)})`))
      .slice(0, -1);
    assert.equal(lowered, text.toLowerCase());
  }
});

test('both engines take the same regular expressions, and match alike', () => {
  const piece = fc.constantFrom(
    'a',
    'b',
    '.',
    '*',
    '+',
    '?',
    '|',
    '(',
    ')',
    '[',
    ']',
    '^',
    '$',
    '\\d',
    '\\b',
    '\\pL',
    '\\P{Greek}',
    '{2}',
    '{0,3}',
    '{,2}',
    '(?i)',
    '(?s:',
    '(?-s)',
    '(?:',
    '(?P<n>',
    '(?<m>',
    '[^a]',
    '[[:alpha:]]',
    '\\x41',
    '\\x{e9}',
    '\\Q',
    '\\E',
    '\\z',
    '\\A',
    '\\Z',
    '\\1',
    '(?=',
    '(?<=',
    '\\C',
    '\\h',
    '\\/',
    '\n',
    'é',
    '-',
    '\\',
    '😀',
    '\\pN{50}',
    '(?m)',
    '(?U)',
    'a**',
    'x{1001}',
  );
  const subject = fc.constantFrom(
    '',
    'a',
    'ab',
    'aab',
    'A\nb',
    'é',
    'É',
    'a-b',
    '😀',
    '12',
    'abc ABC',
    'αβ',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 7 }).map((list) => list.join('')),
      subject,
      (source, text) => {
        const isGood = regexFault(source) === undefined;
        const statement = render(
          sql`SELECT match(${value('String', text)}, ${value('String', source)})`,
        );
        let answer: string | undefined;
        try {
          answer = database.run(statement).trim();
        } catch {
          answer = undefined;
        }
        // What we refuse the engine may take, but what we take it must take.
        if (isGood) assert.equal(answer, compileRegex(source).test(text) ? '1' : '0', source);
      },
    ),
    { numRuns: 3000, seed: 71 },
  );
});

test('the largest expressions we take are not too large for the engine', () => {
  const sources = [
    '\\pL{240}',
    '[^a]{1000}',
    '.{1000}',
    `[${'a-z0-9'.repeat(20)}]{300}`,
    '(?i)[a-zà-þ]{1000}',
    '(?:\\PL\\pN){100}',
    '(?i)\\pL{200}',
    `(?:${'é|'.repeat(100)}x){9}`,
  ];
  for (const source of sources) {
    if (regexFault(source) !== undefined) continue;
    database.run(render(sql`SELECT match('x', ${value('String', source)})`));
  }
});

test('a quoted text matches itself, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 8 }), (text) => {
      const wellFormed = text.toWellFormed();
      const source = `^${quoteRegex(wellFormed)}$`;
      assert.ok(compileRegex(source).test(wellFormed));
      const statement = render(
        sql`SELECT match(${value('String', wellFormed)}, ${value('String', source)})`,
      );
      assert.equal(database.run(statement).trim(), '1', JSON.stringify(text));
    }),
    { numRuns: 500, seed: 81 },
  );
});

test('bytes that are no UTF-8 and values that are no JSON do not break the answer', () => {
  database.query(
    `INSERT INTO groundcrew.logs (time, service, body, host, attributes) SELECT fromUnixTimestamp64Nano(${startNs + 10n ** 15n}, 'UTC'), 'broken', unhex('61FF22E38122'), unhex('E3'), map(unhex('FF22'), '{"a"', 'b', '"x', 'c', unhex('22FF22'), 'd', '')`,
  );
  const search = parseSearch('service:broken');
  const lines = database.records(
    listLogs({ ...span, search, limit: 1, order: 'desc' }, schema),
    schema,
  );
  assert.deepEqual(
    (lines as { body: string; host: string; attributes: object }[]).map(
      ({ body, host, attributes }) => ({ body, host, attributes }),
    ),
    [
      {
        body: 'a\ufffd"\ufffd"',
        host: '\ufffd',
        attributes: { '\ufffd"': '{"a"', b: '"x', c: '\ufffd' },
      },
    ],
  );
});
