import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cutLine } from './cut-line.ts';
import { defaultLineLimits, linesOf } from '../testing/framed.ts';
import { frameLines } from './lines.ts';

const limits = { maxLineBytes: 4096, maxDepth: 8 };

/** A JSON object's members, `groundcrew.cut` first. */
function members(line: string): Record<string, unknown> {
  // Every line these tests cut is an object.
  return JSON.parse(line) as Record<string, unknown>;
}

describe('lines that are too long', () => {
  it('stay as they are up to the limit, byte for byte', () => {
    for (const body of ['x'.repeat(262_144), `{"a":"${'x'.repeat(262_136)}"}`]) {
      assert.equal(body.length, 262_144);
      assert.deepEqual(linesOf(body), [body]);
      assert.equal(frameLines(Buffer.from(`${body} `), defaultLineLimits).cut, 1);
    }
  });

  it('are cut between characters when they are text, and say how long they were', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 8 }),
        fc.constantFrom('é', '€', '😀', 'x'),
        (shift, character) => {
          const line = `${'-'.repeat(shift)}${character.repeat(5000)}`;
          const [cut = ''] = linesOf(line, limits);
          assert.ok(Buffer.byteLength(cut) <= 4096 && Buffer.byteLength(cut) > 4080);
          assert.ok(!cut.includes('\ufffd'));
          assert.ok(cut.endsWith(` [groundcrew.cut: ${Buffer.byteLength(line)} bytes]`));
        },
      ),
    );
  });

  it('share the room between their long strings and keep the short ones', () => {
    const line = JSON.stringify({ a: 'x'.repeat(9000), b: 'short', c: 'y'.repeat(900), d: 7 });
    const cut = members(linesOf(line, limits)[0] ?? '');
    assert.equal(cut['groundcrew.cut'], line.length);
    assert.equal(cut['b'], 'short');
    assert.equal(cut['c'], 'y'.repeat(900));
    assert.equal(cut['d'], 7);
    assert.match(String(cut['a']), /^x{2900,}…$/);
  });

  it('lose members at their end when there are too many', () => {
    const line = JSON.stringify(
      Object.fromEntries(Array.from({ length: 2000 }, (_, n) => [`k${n}`, n])),
    );
    const cut = members(linesOf(line, limits)[0] ?? '');
    const names = Object.keys(cut).filter((name) => name !== 'groundcrew.cut');
    assert.ok(names.length > 300);
    for (const name of names) assert.equal(cut[name], Number(name.slice(1)));
  });

  it('stay JSON and within the limit, whatever they are', () => {
    const long = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1000, maxLength: 6000 }),
      fc.jsonValue({ maxDepth: 12 }),
      fc.constantFrom('\ud83d'.repeat(900), '\\"\n'.repeat(900), '😀'.repeat(1500)),
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), long, { minKeys: 1, noNullPrototype: false }),
        (value) => {
          const json = JSON.stringify(value);
          const line = Buffer.from(json);
          const cut = cutLine(line, limits);
          assert.ok(cut.length <= 4096);
          const parsed = members(cut.toString());
          if (cut === line) assert.equal(JSON.stringify(parsed), JSON.stringify(JSON.parse(json)));
          else assert.equal(parsed['groundcrew.cut'], line.length);
          assert.ok(!cut.includes('\ufffd') || json.includes('\ufffd'));
        },
      ),
    );
  });

  it('keep numbers exact', () => {
    const line = `{"id":12345678901234567890,"t":1.10,"long":"${'x'.repeat(5000)}"}`;
    assert.match(linesOf(line, limits)[0] ?? '', /"id":12345678901234567890,"t":1\.10,/);
  });

  it('are text when they are not JSON', () => {
    const [cut = ''] = linesOf(`{"a":${'x'.repeat(5000)}`, limits);
    assert.match(cut, /^\{"a":x+ \[groundcrew\.cut: 5005 bytes\]$/);
  });
});

describe('lines that are too deep', () => {
  const nested = (depth: number, open = '{"a":', close = '}') =>
    `${open.repeat(depth)}1${close.repeat(depth)}`;

  it('stay as they are up to the limit', () => {
    assert.deepEqual(linesOf(nested(64)), [nested(64)]);
    assert.equal(frameLines(Buffer.from(nested(65)), defaultLineLimits).cut, 1);
  });

  it('keep what is too deep as JSON text', () => {
    const [cut = ''] = linesOf(nested(10), limits);
    let value: unknown = members(cut);
    for (let depth = 0; depth < 8; depth++) value = (value as { a: unknown }).a; // Each level is an object.
    assert.equal(value, '{"a":{"a":1}}');
    assert.equal(members(cut)['groundcrew.cut'], nested(10).length);
  });

  it('are found in arrays and in mixtures, with whitespace between', () => {
    for (const line of [
      `{"a":${nested(20, '[', ']')}}`,
      `{"a":${nested(5, '[{ "b": ', ' } ]')}}`,
      `{"x":"${'{'.repeat(50)}","a":${nested(9)}}`,
    ]) {
      const framed = frameLines(Buffer.from(line), limits);
      assert.equal(framed.cut, 1, line);
      assert.equal(members(framed.lines[0]?.body.toString() ?? '')['groundcrew.cut'], line.length);
    }
  });

  it('are text when even JSON parsers give up', () => {
    assert.deepEqual(linesOf(nested(2000)), [nested(2000)]);
  });
});
