import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bareType, cellText, isNumeric, rowJson, rowsTsv, typeText } from './cell-text.ts';

const columns = [
  { name: 'a', type: 'UInt64' },
  { name: 'b', type: 'String' },
];

test('numbers are known by their types, however these are wrapped', () => {
  assert.equal(bareType('LowCardinality(Nullable(String))'), 'String');
  assert.equal(typeText('Map(LowCardinality(String), String)'), 'Map(String, String)');
  for (const type of ['UInt64', 'Nullable(Float64)', 'Decimal(18, 2)', 'Int8']) {
    assert.ok(isNumeric(type), type);
  }
  for (const type of ['String', 'Array(UInt64)', 'DateTime64(9)', 'Interval'])
    assert.ok(!isNumeric(type), type);
});

test('values stay whole when copied and take one line in a cell', () => {
  assert.equal(cellText('a\n\tb'), 'a b');
  assert.equal(cellText({ x: [1, 'y'] }), '{"x":[1,"y"]}');
  assert.equal(cellText('x'.repeat(1000)).length, 300);
  assert.equal(cellText(null), '');
  assert.equal(
    rowJson(columns, [18446744073709551615n, null]),
    '{"a":18446744073709551615,"b":null}',
  );
  assert.equal(
    rowsTsv(columns, [
      [1, 'x\ty\nz'],
      [2, null],
    ]),
    'a\tb\n1\tx y z\n2\t',
  );
});
