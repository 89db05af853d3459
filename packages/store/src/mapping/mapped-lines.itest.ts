// The mapping in SQL says the same as `mapLine`, for all the lines one can think of; and its rows are the same
// whatever the engine's blocks.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  decodeLine,
  findRequestId,
  type LineDefaults,
  mapLine,
  type RequestIdFinder,
} from '@groundcrew/model';
import { Session } from 'chdb';
import fc from 'fast-check';
import { type ParameterValue, render, sql, trusted } from '../sql.ts';
import {
  mappedColumns,
  mappedLines,
  type MappedLinesOptions,
  segmentStructure,
} from './mapped-lines.ts';
import { mappingSettings } from './mapping-settings.ts';
import { idText } from './testing/id-text-arbitraries.ts';
import { anyLine, longLine } from './testing/line-arbitraries.ts';
import { segmentBytes, type TestEntry } from './testing/segment-bytes.ts';

const receivedNs = BigInt(Date.UTC(2024, 2, 1)) * 1_000_000n;
const newline = Buffer.from('\n');

describe('mappedLines', () => {
  let folder: string;
  let session: Session;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'groundcrew-mapping-'));
    session = new Session(join(folder, 'store'));
  });
  after(() => {
    session.close();
    rmSync(folder, { recursive: true, force: true });
  });

  type Options = Partial<MappedLinesOptions> & { settings?: Record<string, string | number> };

  /** Rows of a segment as the engine maps them, each an array of the columns as JSON. */
  function select(
    entries: readonly TestEntry[],
    { settings, ...options }: Options = {},
  ): unknown[][] {
    const path = join(folder, 'segment');
    writeFileSync(path, segmentBytes(entries));
    const source = trusted(`file('${path}', RowBinary, '${segmentStructure}')`);
    const promoted = options.promoted ?? new Map();
    const lines = mappedLines({ batch: 2n ** 64n - 1n, promoted, source, ...options });
    const statement = sql`SELECT ${mappedColumns(promoted)}, mapKeys(attributes), mapValues(attributes) FROM (${lines}) ORDER BY row`;
    return run(statement, { ...mappingSettings, ...settings });
  }

  function run(statement: Parameters<typeof render>[0], settings: object): unknown[][] {
    const { text, parameters } = render(statement);
    for (const [name, value] of Object.entries(parameters)) {
      session.query(`SET param_${name} = '${literal(value)}'`);
    }
    const list = Object.entries({ ...settings, output_format_json_quote_64bit_integers: 1 });
    const set = list.map(([name, value]) => `${name} = '${value}'`).join(', ');
    const rows = session.query(`${text} SETTINGS ${set}`, 'JSONCompactEachRow');
    return rows
      .trimEnd()
      .split('\n')
      .filter((row) => row !== '')
      .map((row): unknown[] => JSON.parse(row));
  }

  const entry = (lines: readonly Buffer[], part: Partial<TestEntry> = {}): TestEntry => ({
    kind: 2,
    receivedNs,
    meta: '',
    body: Buffer.concat(lines.flatMap((line) => [line, newline])),
    ...part,
  });

  function assertSame(
    lines: readonly Buffer[],
    options: Options = {},
    find: RequestIdFinder = findRequestId,
  ): void {
    const full = lines.filter((line) => line.length > 0);
    const rows = select([entry(full)], options);
    assert.equal(rows.length, full.length);
    for (const [index, line] of full.entries()) {
      const expected = mappedRow(line, index, { receivedNs }, find);
      try {
        assert.deepEqual(comparable(rows[index]), expected);
      } catch (error) {
        throw new Error(
          `the line ${JSON.stringify(line.toString('latin1').slice(0, 2_000))} is mapped differently`,
          { cause: error },
        );
      }
    }
  }

  it('equals mapLine for the lines of all loggers', () => {
    const file = new URL('../src/cases/lines.json', import.meta.resolve('@groundcrew/model'));
    const cases: { line: string }[] = JSON.parse(readFileSync(file, 'utf8'));
    assertSame(cases.map(({ line }) => Buffer.from(line)));
  });

  it('equals mapLine for any line', () => {
    const lines = fc.array(anyLine, { minLength: 50, maxLength: 300, size: 'max' });
    fc.assert(
      fc.property(lines, (all) => assertSame(all)),
      { numRuns: 40, endOnFailure: true },
    );
  });

  it('equals mapLine at the bounds of a record', () => {
    const lines = fc.array(longLine, { minLength: 10, maxLength: 20, size: 'max' });
    fc.assert(
      fc.property(lines, (all) => assertSame(all)),
      { numRuns: 10, endOnFailure: true },
    );
  });

  it('equals mapLine for texts with ids, by the standard pattern, another, and none', () => {
    const lines = fc.array(
      idText.map((text) => Buffer.from(text.replaceAll('\n', ' '))),
      { minLength: 300, maxLength: 600, size: 'max' },
    );
    // Means the same in JavaScript, s being RE2's standard here.
    const other = String.raw`(?:req.)(\d+)(-\d)?|^.([a-f]{2})`;
    const expression = new RegExp(other, 'su');
    const findOther = (text: string) => expression.exec(text)?.slice(1).join('') ?? '';
    const property = fc.property(lines, (all) => {
      assertSame(all);
      assertSame(all, { requestIdPattern: other }, findOther);
      assertSame(all, { requestIdPattern: '' }, () => '');
    });
    fc.assert(property, { numRuns: 6, endOnFailure: true });
  });

  it('takes defaults from the entry', () => {
    const meta = {
      service: 's',
      host: 'h',
      instance: 'i',
      release: 'r',
      run_id: 'n',
      wal: { part: 0 },
    };
    const line = Buffer.from('{"service":"own","msg":"m"}');
    const [row] = select([entry([line], { meta: JSON.stringify(meta) })]);
    const defaults = {
      receivedNs,
      service: 's',
      host: 'h',
      instance: 'i',
      release: 'r',
      runId: 'n',
    };
    assert.deepEqual(comparable(row), mappedRow(line, 0, defaults));
  });

  it('numbers the lines that are not empty across entries, whatever the blocks', () => {
    const entries = Array.from({ length: 60 }, (_, index) =>
      entry(
        Array.from({ length: index % 7 }, (_, line) =>
          Buffer.from(line % 3 === 1 ? '' : `${index}-${line}`),
        ),
        { kind: 1 + (index % 2) },
      ),
    );
    const bodies = entries.flatMap(({ body }) =>
      body
        .toString()
        .split('\n')
        .filter((line) => line !== ''),
    );
    for (const blockRows of [1, 2, 7, 65_536]) {
      const rows = select(entries, { settings: { max_block_size: blockRows } });
      assert.deepEqual(
        rows.map((row) => row[7]),
        bodies,
      );
      assert.deepEqual(
        rows.map((row) => row[13]),
        bodies.map((_, index) => index),
      );
    }
  });

  it('leaves rows out without numbering the others anew', () => {
    const lines = Array.from({ length: 20 }, (_, index) => Buffer.from(`{"msg":"${index}"}`));
    const numbers = (options: Options) =>
      select([entry(lines)], options).map((row) => [row[13], row[7]]);
    assert.deepEqual(numbers({ range: { from: 3, to: 5 } }), [
      [3, '3'],
      [4, '4'],
    ]);
    assert.deepEqual(numbers({ without: [0, 2, 19], range: { from: 0, to: 4 } }), [
      [1, '1'],
      [3, '3'],
    ]);
  });

  it('selects the rows of a day', () => {
    const lines = ['2024-02-01T23:59:59.999999999Z', '2024-02-02T00:00:00Z'].map((time) =>
      Buffer.from(`{"time":"${time}"}`),
    );
    assert.deepEqual(
      select([entry(lines)], { day: '2024-02-02' }).map((row) => row[13]),
      [1],
    );
  });

  it('moves promoted attributes out of the map', () => {
    const names = ['http.status', "it's `odd`\\", 'event', 'groundcrew.cut', 'absent'];
    const promoted = new Map(
      names.map((name) => [name, { attribute: name, column: `attr.${name}` }]),
    );
    const lines = [
      '{"http":{"status":200},"it\'s `odd`\\\\":"x","event":"e","msg":"m","other":1}',
      '{"event":"e"}',
      'text',
    ];
    const rows = select([entry(lines.map((line) => Buffer.from(line)))], { promoted });
    assert.deepEqual(
      rows.map((row) => row.slice(16, 21)),
      [
        ['200', '"x"', '"e"', '', ''],
        ['', '', '', '', ''],
        ['', '', '', '', ''],
      ],
    );
    assert.deepEqual(
      rows.map((row) => row[15]),
      [{ other: '1' }, {}, {}],
    );
  });

  it('leaves nested objects as they are in entries without', () => {
    const [row] = select([entry([Buffer.from('{"a":{"b":1}}')], { kind: 1 })]);
    assert.deepEqual(row?.[15], { a: '{"b":1}' });
  });
});

/** The engine reads a text parameter's backslashes twice, those in an array's texts too. */
function literal(parameter: ParameterValue): string {
  if (typeof parameter !== 'object') return escape(escape(String(parameter)));
  return escape(
    `[${parameter.map((each) => (typeof each === 'number' ? each : `'${escape(each)}'`)).join(',')}]`,
  );
}

const escape = (text: string) => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");

/** A row of the engine in the form of `mappedRow`. */
function comparable(row: readonly unknown[] | undefined): unknown[] {
  assert.ok(row);
  return [...row.slice(0, 15), ...row.slice(-2)];
}

function mappedRow(
  line: Buffer,
  row: number,
  defaults: LineDefaults,
  find: RequestIdFinder = findRequestId,
): unknown[] {
  const record = mapLine(decodeLine(line), defaults, find);
  assert.ok(record);
  return [
    dateTime(record.timeNs),
    dateTime(record.observedTimeNs),
    record.severityNumber,
    record.severityText,
    record.service,
    record.host,
    record.instance,
    record.body,
    record.requestId,
    record.traceId,
    record.spanId,
    record.runId,
    record.release,
    row,
    String(2n ** 64n - 1n),
    [...record.attributes.keys()],
    [...record.attributes.values()],
  ];
}

function dateTime(timeNs: bigint): string {
  const seconds = new Date(Number(timeNs / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  return `${seconds.replace('T', ' ')}.${String(timeNs % 1_000_000_000n).padStart(9, '0')}`;
}
