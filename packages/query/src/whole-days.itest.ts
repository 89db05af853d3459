// Counts and facets over several days: whole days are counted without looking at times, and nothing changes by that.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { countLogs } from './count-logs.ts';
import { facetLogs } from './facet-logs.ts';
import { parseSearch } from './parse-search.ts';
import { timeNsMax } from './parse-time.ts';
import { type LogDatabase, openLogDatabase } from './testing/log-database.ts';
import { schemaWith } from './testing/schema.ts';

const dayNs = 86_400_000_000_000n;
const firstDay = 20_412n;
const days = 5n;
const schema = schemaWith([]);
const search = parseSearch('*wante*');
/** Of each day its first and last nanosecond, one beside each, and one in the middle. */
const withinDay = [0n, 1n, dayNs / 2n, dayNs - 2n, dayNs - 1n];
const times = Array.from({ length: Number(days) }, (_, day) => (firstDay + BigInt(day)) * dayNs)
  .flatMap((start) => withinDay.map((offset) => start + offset))
  .map((timeNs, index) => ({ timeNs, isWanted: index % 3 !== 0 }));

let database: LogDatabase;
before(() => {
  database = openLogDatabase();
  const rows = times.map(
    ({ timeNs, isWanted }, row) =>
      `(fromUnixTimestamp64Nano(${timeNs}, 'UTC'), '${isWanted ? 'wanted' : 'other'}', 1, ${row}, map('n', '${row % 2}'))`,
  );
  database.query(
    `INSERT INTO groundcrew.logs (time, body, batch, row, attributes) VALUES ${rows.join(', ')}`,
  );
});
after(() => database.close());

/** Near the edges of days, before the first, after the last, and the ends of time. */
const moment = fc.oneof(
  fc
    .tuple(fc.integer({ min: -1, max: 6 }), fc.constantFrom(-1n, 0n, 1n, dayNs / 2n))
    .map(([day, offset]) => (firstDay + BigInt(day)) * dayNs + offset),
  fc.constantFrom(0n, timeNsMax),
);

test('counts and facets of any span are right', () => {
  fc.assert(
    fc.property(moment, moment, (startNs, endNs) => {
      const found = times
        .map(({ timeNs, isWanted }, row) => ({ timeNs, isWanted, row }))
        .filter(({ timeNs, isWanted }) => isWanted && timeNs >= startNs && timeNs < endNs);
      const span = { search, startNs, endNs };
      assert.equal(database.run(countLogs(span, schema)).trim(), String(found.length));
      const facets = database.lines(facetLogs({ ...span, field: 'n', limit: 10 }, schema));
      const counts = [0, 1]
        .map((value) => ({ value, count: found.filter(({ row }) => row % 2 === value).length }))
        .filter(({ count }) => count > 0)
        .sort((a, b) => b.count - a.count || a.value - b.value);
      assert.deepEqual(facets, counts);
    }),
    { numRuns: 150 },
  );
});

test('whole days are found without reading times', () => {
  const span = { search, startNs: firstDay * dayNs + 1n, endNs: (firstDay + days) * dayNs - 1n };
  const { text, parameters } = countLogs(span, schema);
  assert.deepEqual(
    Object.values(parameters).filter((parameter) => String(parameter).startsWith('2025-')),
    ['2025-11-21', '2025-11-23', '2025-11-21', '2025-11-23'],
  );
  assert.match(
    text,
    /_partition_value.1 BETWEEN .* UNION ALL .* NOT \(_partition_value.1 BETWEEN .*time >= /s,
  );
  for (const narrowed of ['wanted', 'request_id:abc', '*wante* trace_id:abc'])
    assert.doesNotMatch(
      countLogs({ ...span, search: parseSearch(narrowed) }, schema).text,
      /_partition_value/,
      narrowed,
    );
  const [first = ''] = text.split(' UNION ALL ');
  assert.doesNotMatch(first, /time [<>]/);
});
