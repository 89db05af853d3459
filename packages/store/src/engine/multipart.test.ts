import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { multipartFields } from './multipart.ts';

const write = (fields: readonly (readonly [string, string])[]) =>
  Buffer.from(
    fields
      .map(
        ([name, value]) =>
          `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
      )
      .join('') + '--b--\r\n',
  );

test('fields come back as they were written', () => {
  const value = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('--b'));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.stringMatching(/^[a-z_]{1,9}$/), value)), (fields) => {
      assert.deepEqual(multipartFields(write(fields), 'multipart/form-data; boundary=b'), fields);
    }),
  );
});

test('a body that is cut, has files or no boundary is refused', () => {
  const whole = write([['query', 'SELECT 1']]);
  for (let end = 0; end < whole.length - 4; end++) {
    assert.throws(() => multipartFields(whole.subarray(0, end), 'multipart/form-data; boundary=b'));
  }
  assert.throws(() => multipartFields(whole, 'multipart/form-data'), { code: 117 });
  const file = Buffer.from(
    '--b\r\nContent-Disposition: form-data; name="t"; filename="t.csv"\r\n\r\n1\r\n--b--',
  );
  assert.throws(() => multipartFields(file, 'multipart/form-data; boundary=b'), { code: 48 });
});
