// Patterns as the store counts them: every record is in one, what varies is out, and its search finds it again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { LogRecord } from '@groundcrew/model';
import { countLogs } from './count-logs.ts';
import { parseLogId } from './log-id.ts';
import { parseSearch } from './parse-search.ts';
import { type PatternLogs, patternLogs } from './pattern-logs.ts';
import { patternSearch } from './pattern-search.ts';
import { recordsById } from './records-by-id.ts';
import { everything } from './search-node.ts';
import { startNs } from './testing/arbitraries.ts';
import { type LogDatabase, openLogDatabase } from './testing/log-database.ts';
import { schemaWith } from './testing/schema.ts';

const schema = schemaWith([]);
const all = { search: everything, startNs: 0n, endNs: startNs * 2n };
let database: LogDatabase;

const uuid = (index: number) => `deadbeef-${index % 10}abc-face-beef-abcdefabcdef`;
const bodies = [
  ...Array.from(
    { length: 30 },
    (_, index) => `payment ${index}.99 of order ord_k${index}x took ${index}ms`,
  ),
  ...Array.from({ length: 20 }, (_, index) => `session 7${uuid(index)} ended\n  at line ${index}`),
  ...Array.from({ length: 10 }, () => 'cache is cold'),
  'ünïcode größe5 \u0000 \t "quoted" \\ end',
  '',
  `long ${'word '.repeat(200)}`,
];
const records = bodies.map((body, index): LogRecord => ({
  timeNs: startNs + BigInt(index),
  observedTimeNs: startNs,
  severityNumber: index % 2 === 0 ? 9 : 17,
  severityText: '',
  service: index < 30 ? 'shop' : 'web',
  host: '',
  instance: '',
  body,
  requestId: '',
  traceId: '',
  spanId: '',
  runId: '',
  release: '',
  attributes: new Map([['n', '123456789012345678']]),
}));

before(() => {
  database = openLogDatabase();
  database.insert(records.map((record, row) => ({ record, batch: 2n ** 63n, row })));
});
after(() => database.close());

interface Shape {
  shape: string;
  count: number;
  sampled: number;
  levels: number[];
  first_time: string;
  last_time: string;
  id: string;
  services: string[];
}

const ask = (changes: Partial<PatternLogs> = {}) =>
  database.lines(patternLogs({ ...all, divisor: 1, ...changes }, schema)) as Shape[];

test('messages without what varies, counted and described', () => {
  const shapes = ask();
  assert.equal(
    shapes.reduce((sum, { count }) => sum + count, 0),
    records.length,
  );
  assert.ok(shapes.every(({ sampled }) => sampled === records.length));
  const [payment, session, cache] = shapes;
  assert.deepEqual(payment, {
    shape: 'payment <*>.<*> of order ord_<*> took <*>',
    count: 30,
    sampled: records.length,
    levels: [0, 0, 0, 15, 0, 15, 0],
    first_time: '2025-11-20T00:00:00.000000000Z',
    last_time: '2025-11-20T00:00:00.000000029Z',
    id: `${startNs + 29n}-${2n ** 63n}-29`,
    services: ['shop'],
  });
  assert.equal(session?.shape, 'session <*> ended');
  assert.equal(cache?.shape, 'cache is cold');
  const long = shapes.find(({ shape }) => shape.startsWith('long'));
  assert.ok(long?.shape.endsWith('…') && long.shape.length < 410);
});

test('the search of each pattern finds at least its records', () => {
  for (const { shape, count } of ask()) {
    const search = patternSearch(shape);
    if (search === undefined) continue;
    const found = Number(database.run(countLogs({ ...all, search: parseSearch(search) }, schema)));
    assert.ok(found >= count, `${search} finds ${found} of ${count}`);
  }
});

test('a search and a span select first, a sample is the same part each time', () => {
  const errors = ask({ search: parseSearch('level:error'), endNs: startNs + 30n });
  assert.deepEqual(
    errors.map(({ count, levels }) => [count, levels]),
    [[15, [0, 0, 0, 0, 0, 15, 0]]],
  );
  const sample = ask({ divisor: 3 });
  const sampled = sample[0]?.sampled ?? 0;
  assert.ok(sampled > 5 && sampled < 45, String(sampled));
  assert.deepEqual(ask({ divisor: 3 }), sample);
  assert.throws(() => ask({ divisor: 0 }), { code: 'bad-parameter' });
});

test('records by id, numbers whole, unknown ids left out', () => {
  const ids = ['29', '3'].map((row) => `${startNs + BigInt(row)}-${2n ** 63n}-${row}`);
  const text = database.run(recordsById([...ids, '5-5-5'].map(parseLogId), schema));
  const lines = text.trimEnd().split('\n');
  assert.equal(lines.length, 2);
  assert.match(lines[0] ?? '', new RegExp(`^\\{"id":"${ids[1]}"`));
  assert.match(lines[1] ?? '', /"attributes":\{"n":123456789012345678\}/);
  assert.throws(() => recordsById([], schema), { code: 'bad-parameter' });
});
