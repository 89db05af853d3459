// Whatever the bytes, each format writes one JSON object that the mapping reads, and loses no text.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeLine, mapLine } from '@groundcrew/model';
import fc from 'fast-check';
import { compileGrok } from '../grok/compile-grok.ts';
import { withoutEscapes } from './ansi.ts';
import { lineFormats } from './formats.ts';
import { createLineParser } from './line-parser.ts';
import { membersOf } from './members.ts';

const readNs = BigInt(Date.UTC(2026, 0, 15, 12)) * 1_000_000n;
const added = membersOf({ stream: 'stderr', run_id: 'run-1' });
const grok = compileGrok('%{WORD:first} %{GREEDYDATA:[rest][text]}');

/** Pieces from which lines of all formats are made, so that the readers get far before they fail. */
const piece = fc.constantFrom(
  '1.2.3.4',
  ' - ',
  '- ',
  ' [',
  '[',
  ']',
  '14/Jan/2026:10:00:00',
  ' +0100]',
  '"GET /x HTTP/1.1"',
  '"',
  '\\"',
  '\\x22',
  ' 200',
  ' 12',
  '2026-01-14',
  '2026/01/14',
  ' 10:00:00',
  'T10:00:00',
  ',123',
  'Z',
  '[error]',
  ' 1#2: ',
  '*3 ',
  'Wed Jan 14',
  ' 2026',
  'ERROR',
  'INFO:',
  'a=',
  'b="',
  '=',
  '{',
  '}',
  ':',
  '"time"',
  '"msg"',
  '1',
  '1e400',
  'null',
  '<34>',
  '1 ',
  'Jan 14',
  ' web-1 app[1]: ',
  '[x@1 a="b"]',
  '\u001b[31m',
  '\u001b',
  '\0',
  '\n',
  '\r',
  '\t',
  '\u2028',
  '\ud800',
  '€',
  '__proto__',
  ' ',
);
const line = fc.oneof(
  fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join('')),
  fc.uint8Array({ maxLength: 80 }).map(decodeLine),
  fc.json(),
  fc
    .tuple(fc.constantFrom('{"__proto__":', '{"constructor":', '{"a":'), fc.json())
    .map(([start, json]) => `${start}${json}}`),
);

/** Letters and digits, which no format may drop. */
const words = (text: string) => text.match(/[a-z]{4,}/g) ?? [];

describe('any line', () => {
  for (const format of lineFormats) {
    it(`as ${format}`, () => {
      const parse = createLineParser(format, { timeZone: 'UTC', grok });
      fc.assert(
        fc.property(line, (text) => {
          const json = parse(text, readNs, added);
          assert.doesNotMatch(json, /[\n\r]/);
          assert.doesNotThrow(() => JSON.parse(json), json);
          const record = mapLine(json, { receivedNs: readNs });
          assert.ok(record, json);
          assert.equal(record.runId, 'run-1');
          assert.equal(record.attributes.get('stream'), '"stderr"');
          for (const word of words(withoutEscapes(text)))
            assert.ok(json.includes(word), `${word} of ${text}`);
        }),
        { numRuns: 1500, seed: 3 },
      );
    });
  }

  it('gives the same record whatever came before it', () => {
    const remembering = createLineParser('auto', { timeZone: 'UTC' });
    fc.assert(
      fc.property(line, (text) => {
        const fresh = createLineParser('auto', { timeZone: 'UTC' });
        assert.equal(remembering(text, readNs), fresh(text, readNs));
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  it('passes JSON objects to the same record as without it', () => {
    const parse = createLineParser('auto');
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1, maxKeys: 6 }),
        (object) => {
          const text = JSON.stringify(object);
          const before = mapLine(text, { receivedNs: readNs });
          const after = mapLine(parse(text, readNs), { receivedNs: readNs });
          assert.deepEqual(after, before);
        },
      ),
      { numRuns: 500, seed: 9 },
    );
  });

  it('is read in a time that its length alone decides', () => {
    const parse = createLineParser('auto');
    const long = [
      'a',
      '=',
      '[',
      ' ',
      '"',
      '\\',
      '1',
      '1.2.3.4 ',
      'a=b ',
      'a.',
      '\u001b[',
      '\u001b]',
      '2026-01-14 10:00:00 ',
      '- - ',
      'client: ',
      ', client: "',
      '{"a":',
      '[x@1 a="b"]',
      '(',
      ': ',
      '| ',
    ].map((text) => text.repeat(100_000));
    const starts = [
      '',
      '1.2.3.4 - - [14/Jan/2026:10:00:00 +0100] "GET / HTTP/1.1" 200 5 "',
      '<34>1 - - - - - ',
      '2026/01/14 10:00:00 [error] 1#2: *3 ',
    ];
    for (const start of starts) {
      for (const text of long) {
        const begin = performance.now();
        parse(start + text, readNs);
        assert.ok(performance.now() - begin < 2000, `${start}${text.slice(0, 20)}…`);
      }
    }
  });
});
