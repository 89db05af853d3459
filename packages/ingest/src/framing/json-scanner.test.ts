import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { JsonScanner } from './json-scanner.ts';

function endOf(text: string): number {
  const bytes = Buffer.from(text);
  return new JsonScanner(bytes).valueEnd(0, bytes.length);
}

describe('JsonScanner', () => {
  it('finds the end of every JSON value, and none in its beginnings', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1, 3), (value, indent) => {
        const json = JSON.stringify([value], undefined, indent);
        const bytes = Buffer.from(`${json} {"more":1}`);
        const size = Buffer.byteLength(json);
        const scanner = new JsonScanner(bytes);
        assert.equal(scanner.valueEnd(0, bytes.length), size);
        for (let cut = 0; cut < size; cut++) assert.equal(scanner.valueEnd(0, cut), -1);
      }),
    );
  });

  it('knows what is not JSON', () => {
    for (const text of [
      '{',
      '}',
      '{]',
      '[}',
      '{"a"}',
      '{"a":}',
      '{"a":1,}',
      '{,}',
      '{a:1}',
      '[1 2]',
      '[,]',
      '["a',
      '["a\n"]',
      '[\\]',
      '{"a":1 "b":2}',
      '{"a"::1}',
      '[1,]',
      '',
      ' ',
      '{"a\\"',
      '["\\',
    ]) {
      assert.equal(endOf(text), -1, text);
    }
  });

  it('measures depth and bounds it', () => {
    const scanner = new JsonScanner(Buffer.from('[{"a":[1]},[]]'));
    scanner.valueEnd(0, 14);
    assert.equal(scanner.deepest, 3);
    assert.equal(endOf('['.repeat(1024) + ']'.repeat(1024)), 2048);
    assert.equal(endOf('['.repeat(1025) + ']'.repeat(1025)), -1);
  });
});
