// The builders answer what a plain computation over the same records answers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { contextLogs } from './context-logs.ts';
import { countLogs } from './count-logs.ts';
import { exportHeader, exportLogs } from './export-logs.ts';
import { facetLogs } from './facet-logs.ts';
import { histogramLogs } from './histogram-logs.ts';
import { levelName } from './levels.ts';
import { listLogs } from './list-logs.ts';
import { logFields } from './log-fields.ts';
import { formatLogId, parseLogId } from './log-id.ts';
import { matcher } from './matcher.ts';
import { parseSearch } from './parse-search.ts';
import { formatTime, recordJson } from './record-json.ts';
import { everything, type SearchNode } from './search-node.ts';
import {
  attributeNames,
  logRecord,
  rollUpSearch,
  searchNode,
  startNs,
} from './testing/arbitraries.ts';
import { type LogDatabase, openLogDatabase, type PlacedRecord } from './testing/log-database.ts';
import { schemaWith } from './testing/schema.ts';

const promoted = [attributeNames[0] ?? '', attributeNames[2] ?? ''];
const schema = schemaWith(promoted);
const endNs = startNs + 3_600_000_000_000n;
const all = { search: everything, startNs: 0n, endNs: 2n ** 63n - 1n };
let database: LogDatabase;
/** In the order of time, batch, row. */
let records: PlacedRecord[];

before(() => {
  database = openLogDatabase(promoted);
  const placed = fc
    .sample(logRecord, { numRuns: 500, seed: 21 })
    .map((record, index) => ({ record, batch: BigInt(1 + (index % 3)), row: index }));
  database.insert(placed.filter(({ batch }) => batch === 1n));
  database.insert(
    placed.filter(({ batch }) => batch !== 1n),
    schema,
  );
  records = placed.toSorted(comparePlaces);
});
after(() => database.close());

function comparePlaces(a: PlacedRecord, b: PlacedRecord): number {
  if (a.record.timeNs !== b.record.timeNs) return a.record.timeNs < b.record.timeNs ? -1 : 1;
  if (a.batch !== b.batch) return a.batch < b.batch ? -1 : 1;
  return a.row - b.row;
}

const idOf = ({ record, batch, row }: PlacedRecord) =>
  formatLogId({ timeNs: record.timeNs, batch, row });

function selected(search: SearchNode, fromNs: bigint, toNs: bigint): PlacedRecord[] {
  const matches = matcher(search);
  return records.filter(
    ({ record }) => record.timeNs >= fromNs && record.timeNs < toNs && matches(record),
  );
}

/** Spans with ragged ends. */
const span = fc
  .tuple(
    fc.bigInt({ min: -90n, max: 1500n }),
    fc.bigInt({ min: 0n, max: 1500n }),
    fc.constantFrom(0n, 1n, 500_000_000n),
  )
  .map(([from, length, extra]) => ({
    startNs: startNs + from * 1_000_000_000n,
    endNs: startNs + (from + length) * 1_000_000_000n + extra,
  }));

interface RecordJson {
  id: string;
  attributes?: Record<string, unknown>;
}

test('a stored record reads as the record in memory does', () => {
  const listed = listLogs({ ...all, limit: 10_000, order: 'asc' }, schema);
  const lines = database.records(listed, schema);
  assert.deepEqual(
    lines,
    records.map((placed): unknown => JSON.parse(recordJson(placed.record, idOf(placed)))),
  );
});

test('pages by cursor have no gap and repeat nothing, in both orders', () => {
  for (const order of ['asc', 'desc'] as const) {
    for (const query of ['', 'level:>=warn', 'error OR user', 'status:*']) {
      const search = parseSearch(query);
      const wanted = selected(search, startNs, endNs).map(idOf);
      if (order === 'desc') wanted.reverse();
      const found: string[] = [];
      for (;;) {
        const last = found.at(-1);
        const cursor = last === undefined ? undefined : parseLogId(last);
        // The bounds of the span move while pages are turned only in that nothing new is behind the cursor.
        const page = listLogs({ search, startNs, endNs, limit: 7, order, cursor }, schema);
        const ids = database.records(page, schema).map((line) => (line as RecordJson).id);
        found.push(...ids);
        if (ids.length < 7) break;
      }
      assert.deepEqual(found, wanted, `${query} ${order}`);
    }
  }
});

test('any search, span, order and limit lists the right records', () => {
  fc.assert(
    fc.property(
      fc.oneof(searchNode, rollUpSearch),
      span,
      fc.constantFrom('asc' as const, 'desc' as const),
      fc.integer({ min: 1, max: 60 }),
      (search, { startNs: fromNs, endNs: toNs }, order, limit) => {
        const page = listLogs({ search, startNs: fromNs, endNs: toNs, order, limit }, schema);
        const lines = database.records(page, schema);
        const wanted = selected(search, fromNs, toNs).map(idOf);
        if (order === 'desc') wanted.reverse();
        assert.deepEqual(
          lines.map((line) => (line as RecordJson).id),
          wanted.slice(0, limit),
        );
      },
    ),
    { numRuns: 150, seed: 31 },
  );
});

test('counts are right, with and without the roll-up', () => {
  fc.assert(
    fc.property(
      fc.oneof(searchNode, rollUpSearch),
      span,
      (search, { startNs: fromNs, endNs: toNs }) => {
        const count = database
          .run(countLogs({ search, startNs: fromNs, endNs: toNs }, schema))
          .trim();
        assert.equal(Number(count), selected(search, fromNs, toNs).length);
      },
    ),
    { numRuns: 300, seed: 41 },
  );
});

test('the roll-up answers counts of service and level', () => {
  const statement = countLogs(
    { search: parseSearch('service:api level:error'), startNs, endNs },
    schema,
  );
  assert.match(statement.text, /logs_per_minute/);
  assert.doesNotMatch(statement.text, /FROM groundcrew\.logs WHERE/);
});

const value = {
  level: ({ record }: PlacedRecord) => JSON.stringify(levelName(record.severityNumber)),
  service: ({ record }: PlacedRecord) =>
    record.service === '' ? '' : JSON.stringify(record.service),
  status: ({ record }: PlacedRecord) => record.attributes.get('status') ?? '',
  path: ({ record }: PlacedRecord) => record.attributes.get('path') ?? '',
};

type GroupField = keyof typeof value;

const groupField = fc.constantFrom<GroupField>('level', 'service', 'status', 'path');

/** Frequent first, then in the order of bytes. */
function frequent(placed: readonly PlacedRecord[], field: GroupField): [string, number][] {
  const totals = new Map<string, number>();
  for (const each of placed) {
    const key = value[field](each);
    if (key !== '') totals.set(key, (totals.get(key) ?? 0) + 1);
  }
  return [...totals].sort(
    (a, b) => b[1] - a[1] || Buffer.compare(Buffer.from(a[0]), Buffer.from(b[0])),
  );
}

test('facets are right', () => {
  fc.assert(
    fc.property(
      fc.oneof(searchNode, rollUpSearch),
      span,
      groupField,
      (search, { startNs: fromNs, endNs: toNs }, field) => {
        const lines = database.lines(
          facetLogs({ search, startNs: fromNs, endNs: toNs, field, limit: 5 }, schema),
        );
        const wanted = frequent(selected(search, fromNs, toNs), field)
          .slice(0, 5)
          .map(([key, count]) => ({ value: JSON.parse(key) as unknown, count }));
        assert.deepEqual(lines, wanted);
      },
    ),
    { numRuns: 200, seed: 51 },
  );
});

interface Bucket {
  time: string;
  count: number;
  value?: unknown;
  is_rest?: true;
}

test('histograms are right', () => {
  const step = fc.constantFrom(
    60_000_000_000n,
    300_000_000_000n,
    7_000_000_000n,
    3_600_000_000_000n,
  );
  fc.assert(
    fc.property(
      fc.oneof(searchNode, rollUpSearch),
      span,
      step,
      fc.option(groupField, { nil: undefined }),
      (search, { startNs: fromNs, endNs: toNs }, stepNs, by) => {
        const request = { search, startNs: fromNs, endNs: toNs, stepNs, by, seriesMax: 2 };
        const lines = database.lines(histogramLogs(request, schema)) as Bucket[];
        assert.deepEqual(totals(lines), expectedTotals(request));
        assert.deepEqual(
          lines.map(({ time }) => time),
          lines.map(({ time }) => time).toSorted(),
        );
      },
    ),
    { numRuns: 250, seed: 61 },
  );
});

const totals = (lines: readonly Bucket[]) =>
  new Map(
    lines.map((line) => [
      `${line.time} ${line.is_rest ? 'rest' : JSON.stringify(line.value)}`,
      line.count,
    ]),
  );

function expectedTotals(request: {
  search: SearchNode;
  startNs: bigint;
  endNs: bigint;
  stepNs: bigint;
  by: GroupField | undefined;
}): Map<string, number> {
  const { search, stepNs, by } = request;
  const placed = selected(search, request.startNs, request.endNs);
  const kept = new Set(
    by
      ? frequent(placed, by)
          .slice(0, by === 'level' ? 7 : 2)
          .map(([key]) => key)
      : [],
  );
  const counts = new Map<string, number>();
  for (const each of placed) {
    const key = by ? value[by](each) : '';
    const series =
      key === '' ? 'undefined' : kept.has(key) ? JSON.stringify(JSON.parse(key)) : 'rest';
    const name = `${formatTime((each.record.timeNs / stepNs) * stepNs)} ${series}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

test('the fields of a sample are right', () => {
  const lines = database.lines(logFields({ ...all, sample: 100 }, schema)) as {
    name: string;
    is_attribute: boolean;
    count: number;
    types: string[];
  }[];
  const newest = records.toReversed().slice(0, 100);
  for (const attribute of attributeNames) {
    const texts = newest
      .map(({ record }) => record.attributes.get(attribute) ?? '')
      .filter((json) => json !== '');
    const line = lines.find(
      ({ name, is_attribute: isAttribute }) => name === attribute && isAttribute,
    );
    assert.equal(line?.count, texts.length, attribute);
    const types = new Set(texts.map((json) => typeName(JSON.parse(json))));
    assert.deepEqual(line?.types, [...types].toSorted(), attribute);
  }
  const services = newest.filter(({ record }) => record.service !== '').length;
  assert.equal(lines.find(({ name }) => name === 'service')?.count, services);
});

function typeName(content: unknown): string {
  if (content === null) return 'null';
  return Array.isArray(content) ? 'array' : typeof content;
}

test('the records around a record are right', () => {
  for (let index = 0; index < records.length; index += 23) {
    for (const sameStream of [false, true]) {
      const center = records[index];
      assert.ok(center);
      const isNear = ({ record }: PlacedRecord) =>
        !sameStream ||
        (record.service === center.record.service &&
          record.host === center.record.host &&
          record.instance === center.record.instance);
      const id = { timeNs: center.record.timeNs, batch: center.batch, row: center.row };
      const lines = database.lines(contextLogs({ id, before: 3, after: 4, sameStream }, schema));
      const earlier = records.slice(0, index).filter(isNear).slice(-3);
      const later = records.slice(index).filter(isNear).slice(0, 5);
      assert.deepEqual(
        lines.map((line) => (line as RecordJson).id),
        [...earlier, ...later].map(idOf),
      );
    }
  }
});

test('an export holds every record in order', () => {
  for (const order of ['asc', 'desc'] as const) {
    const lines = database.lines(exportLogs({ ...all, order, format: 'ndjson' }, schema));
    const wanted = order === 'asc' ? records : records.toReversed();
    assert.deepEqual(
      lines,
      wanted.map((placed): unknown => JSON.parse(recordJson(placed.record, idOf(placed)))),
    );
  }
});

test('an export as CSV has a row per record and no formulas', () => {
  const columns = ['id', 'level', 'body', 'status', 'attributes', 'missing'];
  const request = { ...all, order: 'asc' as const, format: 'csv' as const, columns };
  const csv = exportHeader(request) + database.run(exportLogs(request, schema));
  const rows = parseCsv(csv);
  assert.deepEqual(rows[0], columns);
  assert.equal(rows.length, records.length + 1);
  records.forEach(({ record }, index) => {
    const cells = rows[index + 1] ?? [];
    const guarded = /^[=+\-@\t\r]/.test(record.body) ? `'${record.body}` : record.body;
    assert.equal(cells[2], guarded);
    assert.equal(cells[1], levelName(record.severityNumber));
    assert.equal(cells[5], '');
    for (const cell of cells) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
    const attributes = JSON.parse(cells[4] ?? '') as Record<string, unknown>;
    assert.deepEqual(new Set(Object.keys(attributes)), new Set(record.attributes.keys()));
  });
});

/** RFC 4180 with every cell quoted. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, cell = '', end = ''] of text.matchAll(/"((?:[^"]|"")*)"(,|\r\n)/g)) {
    row.push(cell.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
