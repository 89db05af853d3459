// The figures of a chart as text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chartCsv } from './chart-csv.ts';

test('a chart as CSV: a row for each moment, gaps empty, names quoted where needed', () => {
  const series = [
    { label: 'a "b", c', values: [1, null] },
    { label: 'error', values: [0, 2.5] },
  ];
  assert.equal(
    chartCsv([0, 60_000], series),
    'time,"a ""b"", c",error\n1970-01-01T00:00:00.000Z,1,0\n1970-01-01T00:01:00.000Z,,2.5\n',
  );
});
