import assert from 'node:assert/strict';
import { test } from 'node:test';
import { render } from '@groundcrew/store';
import fc from 'fast-check';
import { compileSearch } from './compile-search.ts';
import { parseSearch } from './parse-search.ts';
import type { SearchNode } from './search-node.ts';
import { searchNode } from './testing/arbitraries.ts';
import { schemaWith } from './testing/schema.ts';

const compile = (query: string, promoted: readonly string[] = []) =>
  render(compileSearch(parseSearch(query), schemaWith(promoted)));

test('a word is one token for the text index', () => {
  assert.deepEqual(compile('Timeout'), {
    text: 'hasAllTokens(lowerUTF8(body), {p0:Array(String)})',
    parameters: { p0: ['timeout'] },
  });
});

test('words that must all be there are asked of the index together', () => {
  assert.deepEqual(compile('get service:api finished message:Timeout -slow'), {
    text: 'hasAllTokens(lowerUTF8(body), {p0:Array(String)}) AND (`service` = {p1:String}) AND (NOT (hasAllTokens(lowerUTF8(body), {p2:Array(String)})))',
    parameters: { p0: ['get', 'finished', 'timeout'], p1: 'api', p2: ['slow'] },
  });
  const many = Array.from({ length: 50 }, (_, index) => `w${index}`);
  const { parameters } = compile(many.join(' '));
  assert.deepEqual(parameters, { p0: many.slice(0, 48), p1: many.slice(48) });
});

test('a phrase finds candidates by tokens and checks the text', () => {
  assert.deepEqual(compile('"GET /users"'), {
    text: 'hasAllTokens(lowerUTF8(body), {p0:Array(String)}) AND if(position(lowerUTF8(body), {p1:String}) > 0, 1, if(position(lowerUTF8(body), {p2:String}) > 0, match(lowerUTF8(body), {p3:String}), 0))',
    parameters: {
      p0: ['get', 'users'],
      p1: ' get /users ',
      p2: 'get /users',
      p3: '(?:^|[^0-9a-z\\x{80}-\\x{10ffff}])get\\ \\/users(?:$|[^0-9a-z\\x{80}-\\x{10ffff}])',
    },
  });
});

test('a level is a range of severity numbers', () => {
  assert.deepEqual(compile('level:>=warn').parameters, { p0: 13, p1: 24 });
  assert.deepEqual(compile('level:Error').parameters, { p0: 17, p1: 20 });
  assert.deepEqual(compile('level:notice').parameters, { p0: 10, p1: 10 });
  assert.equal(compile('level:loud').text, 'lowerUTF8(severity_text) = {p0:String}');
});

test('hexadecimal ids are lowered, other ids are not', () => {
  assert.deepEqual(compile('traceId:ABC').parameters, { p0: 'abc' });
  assert.deepEqual(compile('request_id:ABC').parameters, { p0: 'ABC' });
});

test('an attribute equals a number and a string', () => {
  const { text, parameters } = compile('status:200');
  assert.match(text, /^if\(startsWith\(attributes\[\{p0:String\}\], '\['\), /);
  assert.match(text, /, attributes\[\{p5:String\}\] IN \{p6:Array\(String\)\}\)$/);
  assert.deepEqual(parameters['p6'], ['"200"', '200']);
});

test('a promoted attribute is read from its column', () => {
  assert.match(
    compile('status:200', ['status']).text,
    /^if\(startsWith\(`attr\.status`, '\['\), `attr\.status` IN /,
  );
});

const nasty = [
  'back`tick',
  "quo'te",
  'back\\slash',
  'trailing\\',
  '$0',
  '{x:String}',
  '{p0:String}',
  'a\nb',
  'a\0b',
  ');DROP TABLE logs;--',
  '"',
];

test('no text of a query is part of the SQL', () => {
  for (const text of nasty) {
    const queries: SearchNode[] = [
      { kind: 'term', field: undefined, test: { kind: 'text', text } },
      { kind: 'term', field: text, test: { kind: 'text', text } },
      {
        kind: 'term',
        field: text,
        test: { kind: 'glob', parts: [{ literal: text }, { wildcard: '*' }] },
      },
      { kind: 'term', field: 'service', test: { kind: 'compare', operator: '<', text } },
      { kind: 'term', field: 'level', test: { kind: 'text', text } },
      { kind: 'term', field: 'body', test: { kind: 'exact', text } },
      { kind: 'term', field: 'host', test: { kind: 'regex', source: text, ignoreCase: true } },
    ];
    for (const node of queries) {
      const plain = render(compileSearch(node, schemaWith([]))).text;
      const words = plain.replaceAll(/\{p\d+:[A-Za-z0-9()]+\}/g, '');
      assert.doesNotMatch(words, /tick|quo'te|slash|trailing|\$0|x:String|DROP|\n|\0/, plain);
    }
  }
});

test('a promoted name is quoted, whatever it holds', () => {
  const schema = schemaWith(nasty.filter((item) => !item.includes('\0')));
  const column = (attribute: string) =>
    render(compileSearch({ kind: 'term', field: attribute, test: { kind: 'exists' } }, schema))
      .text;
  assert.equal(column('back`tick'), "`attr.back\\`tick` != ''");
  assert.equal(column('trailing\\'), "`attr.trailing\\\\` != ''");
  assert.equal(column("quo'te"), "`attr.quo'te` != ''");
});

test('the SQL is made of our own words only', () => {
  const shape = (node: SearchNode) => render(compileSearch(node, schemaWith([]))).text;
  fc.assert(
    fc.property(searchNode, (node) => {
      // Only ASCII of our own, placeholders and quotes that stand in our own templates.
      assert.match(shape(node), /^[\w\s(){}:,.[\]'"`<>=!\\-]*$/);
    }),
    { numRuns: 1000, seed: 9 },
  );
});
