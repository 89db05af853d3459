import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join, name, render, sql, trusted, value } from './sql.ts';

test('values become typed parameters, in the order of the text', () => {
  const inner = sql`a = ${value('String', "x' OR 1=1")}`;
  assert.deepEqual(
    render(sql`SELECT ${name('b')} WHERE ${inner} AND c IN ${value('Array(UInt8)', [1, 2])}`),
    {
      text: 'SELECT `b` WHERE a = {p0:String} AND c IN {p1:Array(UInt8)}',
      parameters: { p0: "x' OR 1=1", p1: [1, 2] },
    },
  );
});

test('names are quoted, whatever they hold', () => {
  const quoted = (text: string) => render(sql`${name(text)}`).text;
  assert.equal(quoted('a`b'), '`a\\`b`');
  assert.equal(quoted('a\\'), '`a\\\\`');
  assert.equal(quoted('{x:String}'), '`{x:String}`');
  assert.equal(quoted("$0 'q' \""), "`$0 'q' \"`");
  assert.throws(() => quoted('a\0b'), /BUG/);
});

test('pieces join with a separator, and none are nothing', () => {
  assert.equal(render(join([trusted('a'), trusted('b'), trusted('c')], ', ')).text, 'a, b, c');
  assert.equal(render(join([trusted('a')], ', ')).text, 'a');
  assert.equal(render(join([], ', ')).text, '');
});

test('a piece used twice gives each value a parameter of its own', () => {
  const piece = sql`${value('UInt8', 1)}`;
  assert.deepEqual(render(sql`${piece} ${piece}`), {
    text: '{p0:UInt8} {p1:UInt8}',
    parameters: { p0: 1, p1: 1 },
  });
});
