import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contextLogs } from './context-logs.ts';
import { countLogs } from './count-logs.ts';
import { csvCell } from './csv.ts';
import { exportHeader, exportLogs } from './export-logs.ts';
import { facetLogs } from './facet-logs.ts';
import { histogramLogs } from './histogram-logs.ts';
import { listLogs } from './list-logs.ts';
import { logFields } from './log-fields.ts';
import { formatLogId, parseLogId } from './log-id.ts';
import { parseSearch } from './parse-search.ts';
import { askedAttributes } from './asked-attributes.ts';
import { schemaWith } from './testing/schema.ts';

const schema = schemaWith([]);
const selection = { search: parseSearch(''), startNs: 0n, endNs: 1_000_000_000_000n };
const refused = (parameter: string) => (error: unknown) => {
  assert.ok(error instanceof Error);
  assert.match(error.message, new RegExp(`^cannot read logs: ${parameter} must be `));
  return true;
};

test('builders refuse what is out of bounds and name the parameter', () => {
  const id = { timeNs: 0n, batch: 0n, row: 0 };
  for (const limit of [0, -1, 1.5, Number.NaN, Infinity, 10_001]) {
    assert.throws(() => listLogs({ ...selection, limit, order: 'desc' }, schema), refused('limit'));
    assert.throws(
      () => facetLogs({ ...selection, limit, field: 'service' }, schema),
      refused('limit'),
    );
  }
  for (const stepNs of [0n, -1n, 1n, 1_000_000n, -(10n ** 30n)]) {
    assert.throws(() => histogramLogs({ ...selection, stepNs }, schema), refused('step'));
  }
  const stepNs = 60_000_000_000n;
  assert.throws(
    () => histogramLogs({ ...selection, stepNs, seriesMax: 101 }, schema),
    refused('series'),
  );
  assert.throws(() => histogramLogs({ ...selection, stepNs, by: 'body' }, schema), refused('by'));
  assert.throws(
    () => facetLogs({ ...selection, limit: 1, field: 'time' }, schema),
    refused('field'),
  );
  assert.throws(() => countLogs({ ...selection, startNs: -1n }, schema), refused('start'));
  assert.throws(() => countLogs({ ...selection, endNs: 2n ** 63n }, schema), refused('end'));
  assert.throws(() => logFields({ ...selection, sample: 0 }, schema), refused('sample'));
  assert.throws(
    () => contextLogs({ id, before: -1, after: 0, sameStream: true }, schema),
    refused('before'),
  );
  assert.throws(
    () => contextLogs({ id, before: 0, after: 1001, sameStream: true }, schema),
    refused('after'),
  );
  const columns: string[] = [];
  assert.throws(
    () => exportLogs({ ...selection, order: 'asc', format: 'csv', columns }, schema),
    refused('columns'),
  );
});

test('ids are read back, other texts are refused', () => {
  const id = { timeNs: 1_763_596_800_000_000_001n, batch: 2n ** 64n - 1n, row: 2 ** 32 - 1 };
  assert.deepEqual(parseLogId(formatLogId(id)), id);
  for (const text of [
    '',
    '1-2',
    '1-2-3-4',
    '1-2-4294967296',
    '1-18446744073709551616-1',
    'a-b-c',
    '9223372036854775808-1-1',
    "1-1-1'",
  ]) {
    assert.throws(() => parseLogId(text), { code: 'bad-id', status: 400 });
  }
});

test('cells of CSV stay text', () => {
  assert.equal(csvCell('a "b"'), '"a ""b"""');
  for (const start of ['=', '+', '-', '@', '\t', '\r'])
    assert.equal(csvCell(`${start}1`), `"'${start}1"`);
  const request = {
    ...selection,
    order: 'asc' as const,
    format: 'csv' as const,
    columns: ['time', '=cmd'],
  };
  assert.equal(exportHeader(request), `"time","'=cmd"\r\n`);
  assert.equal(exportHeader({ ...request, format: 'ndjson' }), '');
});

test('asked attributes are those no column holds', () => {
  const node = parseSearch('word status:200 (-path:/x* OR level:error) attributes.host:a status:*');
  assert.deepEqual(askedAttributes(node), ['status', 'path', 'host']);
});
