import assert from 'node:assert/strict';
import { it } from 'node:test';
import { compareShapes } from './compare-runs.ts';

const shape = (pattern: string, lines = 1, timeMs = 0, severity = 9) => ({
  pattern,
  lines,
  severity_number: severity,
  time_ns: timeMs * 1e6,
  id: `id-${pattern}`,
});

it('tells the messages of one run alone, the worst and then the most frequent first', () => {
  const here = [shape('both'), shape('often', 9), shape('bad', 1, 0, 17), shape('rare', 2)];
  const { only_here: own, only_there: other } = compareShapes(
    here,
    [shape('both'), shape('gone')],
    2,
  );
  assert.deepEqual(
    own.map(({ pattern }) => pattern),
    ['bad', 'often'],
  );
  assert.deepEqual(other, [{ pattern: 'gone', lines: 1, severity_number: 9, id: 'id-gone' }]);
});

it('tells where the time went, the largest difference first, and leaves out what is the same', () => {
  const { time } = compareShapes(
    [shape('same', 3, 500), shape('slower', 2, 9000), shape('new', 1, 100)],
    [shape('same', 3, 500), shape('slower', 2, 1000), shape('gone', 4, 300)],
    10,
  );
  assert.deepEqual(
    time.map(({ pattern, time_ms, other_time_ms }) => [pattern, time_ms, other_time_ms]),
    [
      ['slower', 9000, 1000],
      ['gone', 0, 300],
      ['new', 100, 0],
    ],
  );
});
