import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attributeSql, completionsAt } from './sql-completion.ts';
import { sqlTokens } from './sql-tokens.ts';

const kinds = (sql: string) =>
  sqlTokens(sql)
    .map(({ kind, start, end }) => `${kind} ${sql.slice(start, end).trim()}`)
    .filter((text) => text !== 'plain ');

test('SQL is coloured, finished or not, and nothing of it is lost', () => {
  assert.deepEqual(kinds("SELECT count(), `a b`, 'it\\'s' -- why\nFROM logs LIMIT 1.5"), [
    'keyword SELECT',
    'call count',
    'plain (),',
    'name `a b`',
    'plain ,',
    "text 'it\\'s'",
    'comment -- why',
    'keyword FROM',
    'word logs',
    'keyword LIMIT',
    'number 1.5',
  ]);
  for (const sql of ["'open", '`open', '"open\\', '/* open', "x /* a */ '", 'é😀 ü', '\\', "'\\"]) {
    assert.equal(
      sqlTokens(sql)
        .map(({ start, end }) => sql.slice(start, end))
        .join(''),
      sql,
    );
  }
});

const names = {
  tables: [
    {
      name: 'logs',
      columns: [
        { name: 'service', type: 'String' },
        { name: 'body', type: 'String' },
      ],
      attributes: ['path'],
    },
    {
      name: 'logs_per_minute',
      columns: [{ name: 'service', type: 'String' }],
      attributes: [],
    },
  ],
  attributes: [
    { name: 'path', hasColumn: true },
    { name: 'req.path', hasColumn: false },
    { name: "it's", hasColumn: false },
  ],
};
const offered = (sql: string, isAsked = false) => {
  const cursor = sql.indexOf('|');
  const text = sql.replace('|', '');
  return completionsAt(text, cursor, names, isAsked).map(
    ({ text: insert, start, end }) => text.slice(0, start) + insert + text.slice(end),
  );
};

test('the word at the cursor completes to what is there', () => {
  assert.deepEqual(offered('SELECT ser| FROM logs'), ['SELECT service FROM logs']);
  assert.deepEqual(offered('SELECT s|er FROM logs')[0], 'SELECT service FROM logs');
  assert.deepEqual(offered('SELECT * FROM l|'), [
    'SELECT * FROM logs',
    'SELECT * FROM logs_per_minute',
  ]);
  assert.ok(offered('SELECT uniq|').includes('SELECT uniqExact('));
  assert.deepEqual(offered("SELECT 'ser|"), []);
  assert.deepEqual(offered('SELECT 1 -- ser|'), []);
  assert.deepEqual(offered('SELECT |'), []);
  assert.ok(offered('SELECT |', true).includes('SELECT service'));
});

test('attributes complete to where their values are', () => {
  assert.deepEqual(offered("SELECT attributes['pa|"), [
    'SELECT `attr.path`',
    "SELECT attributes['req.path']",
  ]);
  assert.deepEqual(offered("SELECT attributes['it|x'] FROM logs"), [
    String.raw`SELECT attributes['it\'s'] FROM logs`,
  ]);
  assert.deepEqual(offered('SELECT pat|').slice(0, 1), ['SELECT `attr.path`']);
  assert.equal(attributeSql({ name: 'a`b', hasColumn: true }), '`attr.a\\`b`');
});
