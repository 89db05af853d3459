// Payloads in every parameter are data: they find what equals them, and change nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { LogRecord } from '@groundcrew/model';
import { GroundcrewError } from '@groundcrew/runtime';
import type { Sql } from '@groundcrew/store';
import { countLogs } from './count-logs.ts';
import { exportLogs } from './export-logs.ts';
import { facetLogs } from './facet-logs.ts';
import { fieldValues } from './field-values.ts';
import { formatSearch } from './format-search.ts';
import { histogramLogs } from './histogram-logs.ts';
import { listLogs } from './list-logs.ts';
import { logFields } from './log-fields.ts';
import { parseLogId } from './log-id.ts';
import { matcher } from './matcher.ts';
import { parseSearch } from './parse-search.ts';
import { parseTime } from './parse-time.ts';
import type { SearchNode } from './search-node.ts';
import type { LogOrder } from './selection.ts';
import { startNs } from './testing/arbitraries.ts';
import { volumeByValue } from './volume-logs.ts';
import { type LogDatabase, openLogDatabase } from './testing/log-database.ts';
import { schemaWith } from './testing/schema.ts';

const openings = [
  '',
  "'",
  '"',
  '`',
  '\\',
  "\\'",
  '\\`',
  '\\"',
  "''",
  '\\\\',
  ')',
  '))',
  '}',
  '{',
  '%',
  "' ",
  '\0',
  '\n',
  '\t',
  "\u2019'",
  ';',
];
const attacks = [
  'OR 1=1',
  ' OR 1=1 --',
  '; DROP TABLE groundcrew.logs',
  ' UNION ALL SELECT name FROM system.tables',
  ' FORMAT Null',
  ' SETTINGS readonly=0',
  ') OR (1=1',
  '] OR [1]=[1',
  " INTO OUTFILE '/tmp/x'",
  '{p0:String}',
  '$0',
  '${1+1}',
  "file('/etc/passwd')",
  '/*',
  '#',
  '\\',
  "\\'",
];
const payloads = openings.flatMap((opening) => attacks.map((attack) => opening + attack));

let database: LogDatabase;
const promoted = ['odd `"\'\\'];
const schema = schemaWith(promoted);

function recordWith(text: string): LogRecord {
  return {
    timeNs: startNs,
    observedTimeNs: startNs,
    severityNumber: 9,
    severityText: text,
    service: text,
    host: text,
    instance: '',
    body: text,
    requestId: text,
    traceId: '',
    spanId: '',
    runId: '',
    release: '',
    attributes: new Map([
      [text, JSON.stringify(text)],
      [promoted[0] ?? '', JSON.stringify(text)],
    ]),
  };
}

const records = payloads.map(recordWith);

before(() => {
  database = openLogDatabase(promoted);
  database.insert(
    records.map((record, row) => ({ record, batch: 1n, row })),
    schema,
  );
});
after(() => database.close());

const span = { startNs: 0n, endNs: startNs * 2n };

/** The statement's text depends on nothing in the payload. */
const shapes = new Map<string, string>();
function assertShape(name: string, { text }: Sql): void {
  const shape = shapes.get(name) ?? text;
  shapes.set(name, shape);
  assert.equal(text, shape, name);
}

/** The counts of words in a phrase differ, so a body search has a few shapes: those are compared elsewhere. */
function searchesFor(text: string): [string, SearchNode][] {
  return [
    ['field', { kind: 'term', field: 'service', test: { kind: 'text', text } }],
    ['request', { kind: 'term', field: 'request_id', test: { kind: 'exact', text } }],
    ['attribute', { kind: 'term', field: `attributes.${text}`, test: { kind: 'text', text } }],
    ['promoted', { kind: 'term', field: promoted[0] ?? '', test: { kind: 'text', text } }],
    [
      'glob',
      {
        kind: 'term',
        field: 'host',
        test: { kind: 'glob', parts: [{ literal: text }, { wildcard: '*' }] },
      },
    ],
    ['compare', { kind: 'term', field: 'host', test: { kind: 'compare', operator: '>=', text } }],
    ['level', { kind: 'term', field: 'level', test: { kind: 'text', text } }],
    ['exact', { kind: 'term', field: 'body', test: { kind: 'exact', text } }],
  ];
}

test(`${payloads.length} payloads as fields, values and patterns find what they equal`, () => {
  assert.ok(payloads.length >= 300);
  payloads.forEach((payload, index) => {
    const searches = searchesFor(payload);
    // Each payload takes its turn in every place of the language; two places at a time keep the test quick.
    for (const offset of [0, 3]) {
      const [name, search] = searches[(index + offset) % searches.length] ?? [];
      assert.ok(name && search);
      assert.deepEqual(parseSearch(formatSearch(search)), search);
      const statement = countLogs({ ...span, search }, schema);
      assertShape(`count ${name}`, statement);
      const matches = matcher(search);
      assert.equal(
        Number(database.run(statement)),
        records.filter((record) => matches(record)).length,
        payload,
      );
    }
    const phrase = parseSearch(
      formatSearch({ kind: 'term', field: undefined, test: { kind: 'text', text: payload } }),
    );
    const matches = matcher(phrase);
    const count = Number(database.run(countLogs({ ...span, search: phrase }, schema)));
    assert.equal(count, records.filter((record) => matches(record)).length, payload);
  });
});

test('payloads as names of fields in facets, histograms and columns are names of attributes', () => {
  for (const payload of payloads) {
    const search = parseSearch('');
    const field = `attributes.${payload}`;
    const facet = facetLogs({ ...span, search, field, limit: 10 }, schema);
    assertShape('facet', facet);
    const text = payload;
    assert.deepEqual(database.lines(facet), [
      { value: text, count: records.filter(({ attributes }) => attributes.has(payload)).length },
    ]);
    const request = {
      search,
      startNs: startNs - 1n,
      endNs: startNs + 10n,
      stepNs: 60_000_000_000n,
      by: field,
    };
    const histogram = histogramLogs(request, schema);
    assertShape('histogram', histogram);
    assert.ok(database.lines(histogram).length >= 1);
    const csv = exportLogs(
      { ...span, search, order: 'asc', format: 'csv', columns: [field] },
      schema,
    );
    assertShape('csv', csv);
  }
});

test('payloads as names of fields and as prefixes in volumes and completion are data', () => {
  const search = parseSearch('');
  for (const payload of payloads.filter((_, index) => index % 7 === 0)) {
    const field = `attributes.${payload}`;
    const values = fieldValues(
      { ...span, search, field, prefix: payload, limit: 10, sample: 10_000 },
      schema,
    );
    assertShape('values', values);
    assert.deepEqual(
      database.lines(values).map((line) => (line as { value: unknown }).value),
      [payload],
    );
    const volume = volumeByValue({ ...span, search, by: field, limit: 1, divisor: 1 }, schema);
    assertShape('volume', volume);
    assert.equal((database.lines(volume)[0] as { value: unknown }).value, payload);
  }
});

test('payloads as ids, times, orders and formats are refused', () => {
  const search = parseSearch('');
  for (const payload of payloads) {
    const attempts = [
      () => parseLogId(payload),
      () => parseTime(payload, 0n),
      // A caller without types could pass anything.
      () => listLogs({ ...span, search, limit: 1, order: payload as LogOrder }, schema),
      () => exportLogs({ ...span, search, order: 'asc', format: payload as 'csv' }, schema),
      () =>
        listLogs({ ...span, search, limit: payload as unknown as number, order: 'asc' }, schema),
      () => logFields({ ...span, search, sample: payload as unknown as number }, schema),
    ];
    for (const attempt of attempts) {
      assert.throws(
        attempt,
        (error) => error instanceof GroundcrewError && error.status === 400,
        payload,
      );
    }
  }
});

test('every table is still there and whole', () => {
  assert.equal(
    database.query('SELECT count() FROM groundcrew.logs').trim(),
    String(payloads.length),
  );
  assert.equal(
    database.query("SELECT count() FROM system.tables WHERE database = 'groundcrew'").trim(),
    '2',
  );
});
