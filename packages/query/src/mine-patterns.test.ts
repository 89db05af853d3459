import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { matcher } from './matcher.ts';
import { minePatterns, type Pattern } from './mine-patterns.ts';
import { parseSearch } from './parse-search.ts';
import { shapesMax } from './pattern-logs.ts';
import { patternSearch } from './pattern-search.ts';

const shape = (text: string, count = 1, lastTime = '2026-11-21T10:00:00Z'): Pattern => ({
  text,
  count,
  levels: [0, 0, 0, count, 0, 0, 0],
  firstTime: lastTime,
  lastTime,
  id: `1-1-${count}`,
  services: ['shop'],
});
const texts = (patterns: readonly Pattern[]) => patterns.map(({ text, count }) => [text, count]);

describe('patterns from shapes', () => {
  test('numbers with signs between them are one', () => {
    const shapes = ['<*>-<*>-<*>:<*>:<*> took <*>.<*>', '<*> took <*>', 'GET /<*>/<*>'];
    assert.deepEqual(texts(minePatterns(shapes.map((text) => shape(text)))), [
      ['<*> took <*>', 2],
      ['GET /<*>/<*>', 1],
    ]);
  });

  test('a word with many values varies, one with few does not', () => {
    const names = 'ann ben cat dan eve fay gus hal'.split(' ');
    const logins = names.map((name) => shape(`user ${name} logged in`, 2));
    const states = ['queue is full', 'queue is empty'].map((text) => shape(text));
    assert.deepEqual(texts(minePatterns([...logins, ...states])), [
      ['user <*> logged in', 16],
      ['queue is empty', 1],
      ['queue is full', 1],
    ]);
  });

  test('two words vary when each takes many values', () => {
    const words = 'a b c d e f g h i'.split(' ');
    const shapes = words.flatMap((from) =>
      words.map((to) => shape(`moved file from ${from} over to ${to}`)),
    );
    assert.deepEqual(texts(minePatterns(shapes)), [['moved file from <*> over to <*>', 81]]);
  });

  test('short messages are not put together for looking alike', () => {
    const shapes = 'a b c d e f g h i j'.split(' ').map((word) => shape(`hello ${word}`));
    assert.equal(minePatterns(shapes).length, 10);
  });

  test('what is added up: counts, levels, times, the newest record, services', () => {
    const [pattern] = minePatterns([
      { ...shape('in <*>.<*>', 2, '2026-11-21T10:00:00.000000001Z'), services: ['web'] },
      shape('in <*>', 3, '2026-11-21T10:00:00.000000002Z'),
    ]);
    assert.deepEqual(pattern, {
      text: 'in <*>',
      count: 5,
      levels: [0, 0, 0, 5, 0, 0, 0],
      firstTime: '2026-11-21T10:00:00.000000001Z',
      lastTime: '2026-11-21T10:00:00.000000002Z',
      id: '1-1-3',
      services: ['shop', 'web'],
    });
  });

  test('as many shapes as there can be take less than a second', () => {
    const shapes = Array.from({ length: shapesMax }, (_, index) =>
      shape(`${'word '.repeat(22)}${index % 70} x${Math.floor(index / 70)}`),
    );
    const started = performance.now();
    minePatterns(shapes);
    assert.ok(performance.now() - started < 10_000);
  });

  test('no count is lost', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd', '<*>', 'x-<*>', ''), {
      maxLength: 6,
    });
    const shapes = fc.array(fc.tuple(words, fc.integer({ min: 1, max: 9 })), { maxLength: 60 });
    fc.assert(
      fc.property(shapes, (list) => {
        const total = list.reduce((sum, [, count]) => sum + count, 0);
        const patterns = minePatterns(list.map(([parts, count]) => shape(parts.join(' '), count)));
        assert.equal(
          patterns.reduce((sum, { count }) => sum + count, 0),
          total,
        );
      }),
      { seed: 7 },
    );
  });
});

describe('the search of a pattern', () => {
  const finds = (pattern: string, body: string): boolean => {
    const text = patternSearch(pattern);
    assert.ok(text !== undefined, pattern);
    const record = {
      timeNs: 0n,
      observedTimeNs: 0n,
      severityNumber: 0,
      severityText: '',
      service: '',
      host: '',
      instance: '',
      body,
      requestId: '',
      traceId: '',
      spanId: '',
      runId: '',
      release: '',
      attributes: new Map<string, string>(),
    };
    return matcher(parseSearch(text))(record);
  };

  test('phrases between the placeholders', () => {
    assert.equal(
      patternSearch('payment of <*> EUR for order <*> accepted'),
      '"payment of" "EUR for order" accepted',
    );
    assert.equal(patternSearch('<*>'), undefined);
    assert.equal(patternSearch('<*> -- <*>'), undefined);
  });

  test('a word that touches what varies, or was cut, is no word of the message', () => {
    assert.equal(patternSearch('größ<*> war <*>'), 'war');
    assert.equal(patternSearch('the end is nea…'), '"the end is"');
  });

  test('finds the message, whatever stands in it', () => {
    for (const body of [
      'say "hi" \\ there AND (or) not: -this OR that*',
      'GET /api/users?id=x HTTP 200',
      'Größe überschritten: ungültig',
      '{"a":"b"} [x] {y}',
      "it's 'quoted' `ticked` $0 {p0:String}",
    ]) {
      assert.ok(finds(body, body), body);
    }
  });

  test('finds any message of words and numbers', () => {
    const word = fc.constantFrom(
      'user',
      'Größe',
      'a-b',
      'x.y',
      '"q"',
      '(',
      '…',
      'é1',
      '7',
      'AND',
      ':',
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), (words) => {
        const body = words.join(' ');
        const pattern = body.replaceAll(/[A-Za-z]*[0-9][0-9A-Za-z]*/g, '<*>');
        if (patternSearch(pattern) !== undefined) assert.ok(finds(pattern, body), body);
      }),
      { seed: 9 },
    );
  });
});
