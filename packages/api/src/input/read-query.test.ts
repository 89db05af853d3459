import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { flag, wholeNumber } from './parameters.ts';
import { readQuery } from './read-query.ts';

const schema = z.object({
  limit: wholeNumber(1, 100).default(10),
  field: z.array(z.string()).max(3).optional(),
  id: z.string().optional(),
  wide: flag.default(false),
});

test('values are converted, defaults filled in, one value of a list is a list', () => {
  assert.deepEqual(readQuery(schema, {}), { limit: 10, wide: false });
  assert.deepEqual(readQuery(schema, { limit: '7', field: 'a', wide: 'true' }), {
    limit: 7,
    field: ['a'],
    wide: true,
  });
  assert.deepEqual(readQuery(schema, { field: ['a', 'b'] }).field, ['a', 'b']);
});

test('numbers are digits and nothing else', () => {
  for (const limit of [
    '',
    ' 5',
    '5 ',
    '1e1',
    '0x5',
    '+5',
    '-5',
    '5.0',
    '٥',
    '0',
    '101',
    '9'.repeat(40),
  ]) {
    assert.throws(
      () => readQuery(schema, { limit }),
      { code: 'bad-parameter', status: 400 },
      limit,
    );
  }
});

test('unknown names are refused with the nearest, repeated ones too', () => {
  assert.throws(() => readQuery(schema, { limmit: '5' }), {
    code: 'unknown-parameter',
    hint: /Did you mean limit\?/,
  });
  assert.throws(() => readQuery(schema, { limit: ['1', '2'] }), { code: 'repeated-parameter' });
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    assert.throws(
      () => readQuery(schema, JSON.parse(`{"${name}":"1"}`)),
      { code: 'unknown-parameter' },
      name,
    );
  }
  assert.throws(() => readQuery(z.object({}), { a: '1' }), { hint: /takes none/ });
});

test('anything at all is read or refused with 400', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.oneof(fc.constantFrom('limit', 'field', 'id', 'wide'), fc.string()),
        fc.oneof(fc.string(), fc.array(fc.string())),
      ),
      (raw) => {
        try {
          readQuery(schema, raw);
        } catch (error) {
          assert.equal((error as { status?: number }).status, 400);
        }
      },
    ),
  );
});
