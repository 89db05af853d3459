// Volumes and values are what a plain computation over the same records gives.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { LogRecord } from '@groundcrew/model';
import fc from 'fast-check';
import { fieldValues } from './field-values.ts';
import { matcher } from './matcher.ts';
import { textColumns } from './record-columns.ts';
import { everything } from './search-node.ts';
import { attributeNames, logRecord, searchNode, startNs } from './testing/arbitraries.ts';
import { type LogDatabase, openLogDatabase } from './testing/log-database.ts';
import { schemaWith } from './testing/schema.ts';
import { volumeByField, volumeByValue } from './volume-logs.ts';

const promoted = [attributeNames[0] ?? '', attributeNames[2] ?? ''];
const schema = schemaWith(promoted);
const all = { search: everything, startNs: 0n, endNs: startNs * 2n, divisor: 1, limit: 1000 };
let database: LogDatabase;
let records: LogRecord[];

before(() => {
  database = openLogDatabase(promoted);
  records = fc.sample(logRecord, { numRuns: 400, seed: 5 });
  const placed = records.map((record, row) => ({ record, batch: BigInt(1 + (row % 2)), row }));
  // One half from before its attributes got columns.
  database.insert(placed.filter(({ batch }) => batch === 1n));
  database.insert(
    placed.filter(({ batch }) => batch === 2n),
    schema,
  );
});
after(() => database.close());

const properties = {
  service: 'service',
  host: 'host',
  instance: 'instance',
  severity_text: 'severityText',
  request_id: 'requestId',
  trace_id: 'traceId',
  span_id: 'spanId',
  run_id: 'runId',
  release: 'release',
} as const satisfies Record<(typeof textColumns)[number], keyof LogRecord>;

/** Bytes by field, attributes with a mark before their names. */
function sizesOf(record: LogRecord): Map<string, number> {
  const sizes = new Map<string, number>([['body', Buffer.byteLength(record.body)]]);
  for (const column of textColumns)
    sizes.set(column, Buffer.byteLength(record[properties[column]]));
  for (const [name, json] of record.attributes)
    sizes.set(`@${name}`, Buffer.byteLength(name) + Buffer.byteLength(json));
  return new Map([...sizes].filter(([, bytes]) => bytes > 0));
}

const bytesOf = (record: LogRecord) =>
  [...sizesOf(record).values()].reduce((sum, bytes) => sum + bytes, 0);

interface Amount {
  value?: unknown;
  is_rest?: true;
  rows: number;
  bytes: number;
}

test('rows and bytes by any field, of any search', () => {
  const fields: [string, (record: LogRecord) => unknown][] = [
    ['service', ({ service }) => service || undefined],
    ['host', ({ host }) => host || undefined],
    ...['status', promoted[0] ?? ''].map((name): [string, (record: LogRecord) => unknown] => [
      name,
      ({ attributes }) => {
        const json = attributes.get(name);
        return json === undefined ? undefined : JSON.parse(json);
      },
    ]),
  ];
  fc.assert(
    fc.property(searchNode, fc.constantFrom(...fields), (search, [by, valueOf]) => {
      const matches = matcher(search);
      const expected = new Map<string, { rows: number; bytes: number }>();
      for (const record of records.filter((each) => matches(each))) {
        const key = JSON.stringify(valueOf(record)) ?? 'none';
        const known = expected.get(key) ?? { rows: 0, bytes: 0 };
        expected.set(key, { rows: known.rows + 1, bytes: known.bytes + bytesOf(record) });
      }
      const lines = database.lines(volumeByValue({ ...all, search, by }, schema)) as Amount[];
      const found = lines.map(({ value, rows, bytes }) => [
        value === undefined ? 'none' : JSON.stringify(value),
        { rows, bytes },
      ]);
      const order = (list: unknown[]) => list.map((each) => JSON.stringify(each)).sort();
      assert.deepEqual(order(found), order([...expected]));
    }),
    { numRuns: 80, seed: 3 },
  );
});

test('values beyond the limit are one, largest first, records without the field last', () => {
  const whole = database.lines(volumeByValue({ ...all, by: 'service' }, schema)) as Amount[];
  const short = database.lines(
    volumeByValue({ ...all, by: 'service', limit: 2 }, schema),
  ) as Amount[];
  assert.deepEqual(short.slice(0, 2), whole.slice(0, 2));
  assert.ok((whole[0]?.bytes ?? 0) >= (whole[1]?.bytes ?? 0));
  assert.deepEqual(
    short.slice(2).map(({ value, is_rest }) => [value, is_rest]),
    [
      [undefined, true],
      [undefined, undefined],
    ],
  );
  const sum = (list: Amount[]) => list.reduce((total, { bytes }) => total + bytes, 0);
  assert.equal(sum(short), sum(whole));
});

test('the bytes of each field add up to the bytes of all records', () => {
  const expected = new Map<string, number>();
  for (const record of records) {
    for (const [name, bytes] of sizesOf(record))
      expected.set(name, (expected.get(name) ?? 0) + bytes);
  }
  const lines = database.lines(volumeByField(all, schema)) as {
    name: string;
    is_attribute: boolean;
    bytes: number;
  }[];
  const found = lines.map(({ name, is_attribute, bytes }) => [
    is_attribute ? `@${name}` : name,
    bytes,
  ]);
  assert.deepEqual(new Map(found as [string, number][]), expected);
});

test('values that begin with a text, in any case, with their types', () => {
  const ask = (changes: object) =>
    database.lines(
      fieldValues(
        { ...all, field: 'service', prefix: '', sample: 10_000, limit: 100, ...changes },
        schema,
      ),
    ) as { value: unknown; count: number }[];
  const count = (service: string) => records.filter((each) => each.service === service).length;
  assert.deepEqual(
    new Map(ask({ prefix: 'AP' }).map(({ value, count: found }) => [value, found])),
    new Map([
      ['api', count('api')],
      ['Api', count('Api')],
    ]),
  );
  assert.ok(ask({ field: 'status', prefix: '2' }).some(({ value }) => value === 200));
  assert.equal(ask({ field: 'status', prefix: "'); DROP" }).length, 0);
  assert.equal(ask({ sample: 7 }).reduce((sum, each) => sum + each.count, 0) <= 7, true);
  assert.throws(() => ask({ field: 'body' }), { code: 'bad-parameter' });
});
