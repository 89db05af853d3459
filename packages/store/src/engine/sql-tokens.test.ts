import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { literalText, quotedName, stringLiteral } from './literal.ts';
import { tokens } from './sql-tokens.ts';

const texts = (sql: string) => [...tokens(sql)].map((token) => sql.slice(token.start, token.end));

test('comments and white space are no tokens', () => {
  assert.deepEqual(texts('SELECT -- a\n 1 /* b /* c */ d */ + 2 # e\n'), ['SELECT', '1', '+', '2']);
});

test('strings, quoted names and heredocs are one token each, whatever they hold', () => {
  const sql = `'a;''\\'b' \`c\\\`d\` "e""f" $$ FORMAT ' $$ $x$ $$ $x$ $1`;
  assert.deepEqual(texts(sql), [
    "'a;''\\'b'",
    '`c\\`d`',
    '"e""f"',
    "$$ FORMAT ' $$",
    '$x$ $$ $x$',
    '$',
    '1',
  ]);
});

test('depth counts open brackets', () => {
  const depths = [...tokens('a(b[c]{d})')].map((token) => token.depth);
  assert.deepEqual(depths, [0, 0, 1, 1, 2, 1, 1, 2, 1, 0]);
});

test('any text is split without failing, in order and without overlap', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (sql) => {
      let end = 0;
      for (const token of tokens(sql)) {
        assert.ok(token.start >= end && token.end > token.start && token.end <= sql.length);
        end = token.end;
      }
    }),
  );
});

test('literals and names written by the front are one token', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const quoted of [stringLiteral(text), quotedName(text)]) {
        assert.deepEqual(texts(`x ${quoted} y`), ['x', quoted, 'y']);
      }
      assert.equal(literalText(stringLiteral(text)), text);
    }),
  );
});
