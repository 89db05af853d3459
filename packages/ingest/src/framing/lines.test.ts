import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { entryKind } from '@groundcrew/wal';
import { defaultLineLimits, linesOf, textsOf } from '../testing/framed.ts';
import { frameLines } from './lines.ts';

/** Objects as clients send them, `__proto__` among the keys. */
const jsonObject = fc
  .dictionary(
    fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'msg', '')),
    fc.jsonValue({ maxDepth: 4 }),
    { noNullPrototype: false },
  )
  .map((value) => JSON.stringify(value));

const whitespace = fc.stringMatching(/^[ \t\r\n]{0,4}$/);

/** The same JSON with whitespace between its tokens. */
function spaced(json: string, spaces: readonly string[]): string {
  const tokens = json.match(/"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^{}[\]:,"]+/g) ?? [];
  return tokens.map((token, index) => token + (spaces[index % spaces.length] ?? '')).join('');
}

const same = (lines: string[], objects: string[]) =>
  assert.deepEqual(
    lines.map((line) => JSON.stringify(JSON.parse(line))),
    objects.map((object) => JSON.stringify(JSON.parse(object))),
  );

describe('frameLines on JSON', () => {
  const spacing = fc.array(whitespace, { minLength: 1, maxLength: 5 });

  it('gives back the objects of NDJSON', () => {
    fc.assert(
      fc.property(
        fc.array(jsonObject),
        fc.constantFrom('\n', '\r\n', '\n\n', ' \n'),
        (objects, end) => same(linesOf(objects.join(end)), objects),
      ),
    );
  });

  it('gives back the elements of an array, whatever whitespace is in it', () => {
    fc.assert(
      fc.property(fc.array(jsonObject), spacing, (objects, spaces) =>
        same(linesOf(spaced(`[${objects.join(',')}]`, spaces)), objects),
      ),
    );
  });

  it('gives back objects over several lines, one after the other, whatever is between them', () => {
    fc.assert(
      fc.property(fc.array(jsonObject), spacing, whitespace, (objects, spaces, between) =>
        same(linesOf(objects.map((object) => spaced(object, spaces)).join(between)), objects),
      ),
    );
  });

  it('calls every body with an object in an object nested', () => {
    fc.assert(
      fc.property(jsonObject, spacing, (object, spaces) => {
        const values: unknown[] = Object.values(JSON.parse(object) as object);
        const isNested = values.some((value) => JSON.stringify(value).startsWith('{'));
        const framed = frameLines(Buffer.from(spaced(object, spaces)), defaultLineLimits);
        if (isNested) assert.equal(framed.lines[0]?.kind, entryKind.nestedLines);
      }),
    );
  });

  it('calls flat objects, text and objects in arrays flat', () => {
    for (const body of ['{"a":1,"b":"{"}\n{"a":2}', 'a text {with} braces', '{"a":[{"b":1}]}']) {
      assert.equal(
        frameLines(Buffer.from(body), defaultLineLimits).lines[0]?.kind,
        entryKind.lines,
      );
    }
  });

  it('does not copy a body that is one record a line', () => {
    const body = Buffer.from('{"a":1}\n{"a":2}\nand text\n');
    const framed = frameLines(body, defaultLineLimits);
    assert.equal(framed.lines[0]?.body.buffer, body.buffer);
    assert.equal(framed.rows, 3);
  });
});

describe('frameLines on other shapes', () => {
  const cases: [string, string, string[]][] = [
    ['nothing', '', []],
    ['only blank lines', '\r\n \t\n\n', []],
    ['an empty array', ' [ ] \n', []],
    ['a byte order mark', '\ufeff{"a":1}', ['{"a":1}']],
    ['text that begins with a bracket', '[info] one\n[info] two', ['[info] one', '[info] two']],
    ['a bracketed word', '[info]', ['[info]']],
    ['text that begins with a brace', '{one\ntwo}', ['{one', 'two}']],
    ['a truncated array', '[{"a":1},{"b"', ['[{"a":1},{"b"']],
    ['a truncated object', '{"a":1}\n{"b":', ['{"a":1}', '{"b":']],
    [
      'a truncated object before whole ones',
      '{"b":\n{"a":1}\n{"a":2}',
      ['{"b":', '{"a":1}', '{"a":2}'],
    ],
    ['objects with text behind', '{"a":1} done\n{"b":2}', ['{"a":1} done', '{"b":2}']],
    ['objects in a row, then text', '{"a":1}{"b":2} done', ['{"a":1}', '{"b":2} done']],
    ['an object over lines, then text', '{\n"a":1} done', ['{"a":1}', 'done']],
    ['text and objects', 'start\n{"a":1}\n  at stack\n', ['start', '{"a":1}', '  at stack']],
    ['comma first', '{"a": {}\n, "b": 1\n}', ['{"a": {}, "b": 1}']],
    [
      'elements that are no objects',
      '[1,"two",null,[3,\n4],"",true]',
      ['1', 'two', 'null', '[3,4]', 'true'],
    ],
    [
      'strings that need to stay whole',
      '["a\\nb","{}"]',
      ['{"message":"a\\nb"}', '{"message":"{}"}'],
    ],
    ['bare words of Python', '[{"a":NaN},{"b":-Infinity}]', ['{"a":NaN}', '{"b":-Infinity}']],
    ['a comma too many', '[{"a":1},]', ['[{"a":1},]']],
    ['two arrays', '[1]\n[2]', ['[1]', '[2]']],
    ['carriage returns inside a line', 'a\rb\r\r\n', ['a\rb']],
  ];
  for (const [name, body, expected] of cases) {
    it(`keeps ${name}`, () => assert.deepEqual(linesOf(body), expected));
  }

  it('loses nothing but whitespace of arbitrary bytes, and never throws', () => {
    const soup = fc.array(
      fc.constantFrom(
        ...'{}[]":,\n\r a1\\{{}}""\n'.split(''),
        '{"a":',
        '"b"',
        'é',
        '\0',
        '{"c":1}',
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(soup, (parts) => {
        // An array loses its brackets and commas: not what this is about.
        const text = parts.join('');
        const body = /^\s*\[/.test(text) ? `x${text}` : text;
        assert.equal(withoutSpace(linesOf(body).join('')), withoutSpace(body));
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps its promises for random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const framed = frameLines(Buffer.from(bytes), defaultLineLimits);
        const lines = textsOf(framed);
        assert.equal(lines.length, framed.rows);
        assert.ok(lines.every((line) => /[^ \t\r]/.test(line)));
      }),
    );
  });
});

describe('frameLines on large bodies', () => {
  it('cuts entries of at most 1 MiB at line ends, and judges each', () => {
    const flat = `{"a":"${'x'.repeat(1000)}"}\n`.repeat(1500);
    const framed = frameLines(Buffer.from(`${flat}{"a":{"b":1}}\n`), defaultLineLimits);
    assert.deepEqual(
      framed.lines.map((lines) => lines.kind),
      [entryKind.lines, entryKind.nestedLines],
    );
    assert.ok(framed.lines.every((lines) => lines.body.length <= 1_048_576));
    assert.equal(framed.rows, 1501);
    assert.equal(textsOf(framed).join('\n'), `${flat}{"a":{"b":1}}`);
  });

  it('takes time in proportion to the size, whatever the bytes', () => {
    const hostile = [
      '{',
      '[',
      '{"a":',
      '[{"a":',
      '{"a":\n',
      '{\n',
      '{}',
      '"\\n",',
      '\n',
      ' ',
      '{ ',
      '}{',
      '[[',
      '{"',
    ];
    for (const piece of hostile) {
      const body = Buffer.from(piece.repeat(Math.ceil(2_000_000 / piece.length)));
      const startMs = performance.now();
      frameLines(body, defaultLineLimits);
      frameLines(Buffer.concat([Buffer.from('['), body]), defaultLineLimits);
      const elapsedMs = performance.now() - startMs;
      assert.ok(elapsedMs < 5000, `${JSON.stringify(piece)} took ${elapsedMs} ms`);
    }
  });
});

const withoutSpace = (text: string) => text.replaceAll(/[ \t\r\n]/g, '');
