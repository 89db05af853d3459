// Every documented way to insert with the unmodified client really inserts, and tells how much.
import assert from 'node:assert/strict';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import { type ClickHouseClient, createClient } from '@clickhouse/client';
import { startTestEngine, type TestEngine } from './test-engine.ts';

let test1: TestEngine;
let client: ClickHouseClient;
let files: string;

before(async () => {
  test1 = await startTestEngine();
  client = test1.client;
  files = join(test1.folder, 'files');
  await mkdir(files);
});
after(() => test1[Symbol.asyncDispose]());
beforeEach(async () => {
  await client.command({
    query:
      "CREATE OR REPLACE TABLE t (a Int32, s String DEFAULT 'd') ENGINE = MergeTree ORDER BY (a, s)",
  });
});

const rows = async () => {
  const result = await client.query({
    query: 'SELECT a, s FROM t ORDER BY a, s',
    format: 'JSONCompactEachRow',
  });
  return result.json<[number, string]>();
};
const bytes = (...parts: (string | Buffer)[]) => Readable.from(parts, { objectMode: false });
const exec = async (query: string, values: Readable, headers: Record<string, string> = {}) => {
  const result = await client.exec({ query, values, http_headers: headers });
  result.stream.resume();
  return result.summary;
};
const nasty = "it's; -- \\ \n\t FORMAT TSV é😀";

test('arrays, streams of objects, and chosen columns', async () => {
  const inserted = await client.insert({
    table: 't',
    values: [{ a: 1, s: nasty }, { a: 2 }],
    format: 'JSONEachRow',
  });
  assert.equal(inserted.summary?.written_rows, '2');
  await client.insert({ table: 't', values: [[3]], columns: ['a'] });
  await client.insert({ table: 't', values: [[4]], columns: { except: ['s'] } });
  const values = Readable.from([{ a: 5, s: 'five' }, { a: 6 }]);
  await client.insert({ table: 't', values, format: 'JSONEachRow' });
  assert.deepEqual(await rows(), [
    [1, nasty],
    [2, 'd'],
    [3, 'd'],
    [4, 'd'],
    [5, 'five'],
    [6, 'd'],
  ]);
});

test('JSON documents', async () => {
  await client.insert({
    table: 't',
    format: 'JSONObjectEachRow',
    values: { x: { a: 1, s: 'x' }, y: { a: 2, s: 'y' } },
  });
  await client.insert({
    table: 't',
    format: 'JSON',
    values: { meta: [{ name: 'a', type: 'Int32' }], data: [{ a: 3 }] },
  });
  assert.deepEqual(await rows(), [
    [1, 'x'],
    [2, 'y'],
    [3, 'd'],
  ]);
});

test('raw streams: CSV, TSV, with names, Parquet', async () => {
  await client.insert({ table: 't', values: bytes('1,"o', 'ne"\n'), format: 'CSV' });
  await client.insert({ table: 't', values: bytes('2\ttwo\n'), format: 'TabSeparated' });
  await client.insert({ table: 't', values: bytes('s,a\nthree,3\n'), format: 'CSVWithNames' });
  const parquet = await client.exec({ query: "SELECT 4::Int32 AS a, 'four' AS s FORMAT Parquet" });
  await client.insert({ table: 't', values: parquet.stream, format: 'Parquet' });
  assert.deepEqual(await rows(), [
    [1, 'one'],
    [2, 'two'],
    [3, 'three'],
    [4, 'four'],
  ]);
});

test('RowBinary with every byte, through exec with values', async () => {
  const all = Buffer.from(Array.from({ length: 120 }, (_, index) => index));
  const row = Buffer.concat([Buffer.from([7, 0, 0, 0, all.length]), all]);
  const summary = await exec('INSERT INTO t FORMAT RowBinary', bytes(row, row));
  assert.equal(summary?.written_rows, '2');
  assert.deepEqual(await rows(), [
    [7, all.toString('latin1')],
    [7, all.toString('latin1')],
  ]);
});

test('statements that bring their rows along', async () => {
  const { summary } = await client.command({
    query: "INSERT INTO t (a, s) VALUES (1, ';'), ({p:Int32}, upper('x'))",
    query_params: { p: 2 },
  });
  assert.equal(summary?.written_rows, '2');
  await client.command({ query: 'INSERT INTO t FORMAT JSONEachRow\n{"a": 3}\n{"a": 4, "s": ";"}' });
  await client.command({ query: 'INSERT INTO t FORMAT TSV\n5\tfive\n6\tsix' });
  await client.command({ query: "INSERT INTO t SELECT number + 7, 'n' FROM numbers(2)" });
  await client.command({ query: "WITH 9 AS nine INSERT INTO t SELECT nine, 'n'" });
  assert.deepEqual(await rows(), [
    [1, ';'],
    [2, 'X'],
    [3, 'd'],
    [4, ';'],
    [5, 'five'],
    [6, 'six'],
    [7, 'n'],
    [8, 'n'],
    [9, 'n'],
  ]);
});

test('values in the body of a statement in the address, and settings before the format', async () => {
  await exec('INSERT INTO t VALUES', bytes('(1, 1 + 1), ', "(2, ')')"));
  await exec('INSERT INTO t (a) SETTINGS async_insert = 0 FORMAT TSV', bytes('3\n'));
  await exec('INSERT INTO t (a) FORMAT TSV 4\n', bytes('5\n'));
  await client.command({
    query: 'INSERT INTO t (a) FORMAT TSV\n6',
    clickhouse_settings: { async_insert: 1, wait_for_async_insert: 1 },
  });
  assert.deepEqual(
    (await rows()).map(([a]) => a),
    [1, 2, 3, 4, 5, 6],
  );
});

test('input() maps the rows of the body', async () => {
  const summary = await exec(
    `INSERT INTO t SELECT x * 10, concat(y, {p:String}, 'input(1) FORMAT CSV') FROM (
       SELECT * FROM input('x Int32, y String') /* input('z') */
     ) WHERE x > 1 SETTINGS max_threads = 1 FORMAT TSV`.replace('{p:String}', "'!'"),
    bytes('1\tone\n2\ttwo\n'),
  );
  assert.equal(summary?.written_rows, '1');
  assert.deepEqual(await rows(), [[20, 'two!input(1) FORMAT CSV']]);
});

test('an empty body inserts nothing and is no error', async () => {
  for (const query of [
    'INSERT INTO t FORMAT JSONEachRow',
    "INSERT INTO t SELECT x, '' FROM input('x Int32') FORMAT TSV",
  ]) {
    assert.equal((await exec(query, bytes()))?.written_rows, '0');
  }
  assert.deepEqual(await rows(), []);
});

test('a bad row is refused with its code, and the whole insert with it', async () => {
  const values = bytes('1\tone\nx\ttwo\n');
  const insert = client.insert({ table: 't', values, format: 'TabSeparated' });
  await assert.rejects(insert, { code: '27', type: 'CANNOT_PARSE_INPUT_ASSERTION_FAILED' });
  assert.deepEqual(await rows(), []);
});

test('bodies may be compressed', async () => {
  const gzip = createClient({
    url: test1.engine.url,
    password: test1.engine.password,
    compression: { request: true, response: true },
    log: { level: 127 },
  });
  await gzip.insert({ table: 't', values: [{ a: 1, s: nasty }], format: 'JSONEachRow' });
  await gzip.close();
  const tsv = (a: number) => Buffer.from(`${a}\tx\n`);
  for (const [encoding, body] of [
    ['gzip', zlib.gzipSync(tsv(2))],
    ['deflate', zlib.deflateSync(tsv(3))],
    ['br', zlib.brotliCompressSync(tsv(4))],
    ['zstd', zlib.zstdCompressSync(tsv(5))],
  ] as const) {
    await exec('INSERT INTO t FORMAT TSV', bytes(body), { 'Content-Encoding': encoding });
  }
  const broken = exec('INSERT INTO t FORMAT TSV', bytes(zlib.gzipSync(tsv(6)).subarray(0, 12)), {
    'Content-Encoding': 'gzip',
  });
  await assert.rejects(broken);
  const unknown = exec('INSERT INTO t FORMAT TSV', bytes('7\tx\n'), {
    'Content-Encoding': 'rot13',
  });
  await assert.rejects(unknown, { code: '48' });
  assert.deepEqual(
    (await rows()).map(([a]) => a),
    [1, 2, 3, 4, 5],
  );
});

test('many rows, more than fit into one read of the body', async () => {
  function* lines() {
    for (let a = 0; a < 400_000; a++) yield `${a}\tsome text that makes it longer\n`;
  }
  const values = Readable.from(lines(), { objectMode: false });
  await client.insert({ table: 't', values, format: 'TabSeparated' });
  // The same again with the statement in the body, longer than the part that is searched for SQL.
  const text = `INSERT INTO t FORMAT TSV\n${[...lines()].join('')}`;
  const { summary } = await client.command({ query: text });
  assert.equal(summary?.written_rows, '400000');
  const count = await client.query({ query: 'SELECT count() FROM t', format: 'TabSeparated' });
  assert.equal(await count.text(), '800000\n');
});

const mapped = "INSERT INTO t SELECT x, y FROM input('x Int32, y String') FORMAT TSV";
const fromFile = (path: string, query = mapped) =>
  client.command({ query, http_headers: { 'X-Groundcrew-File': encodeURI(path) } });

test('a file of this machine is read in place, whatever its name', async () => {
  for (const [index, name] of ['plain.seg', 'é {a,b}*?.gz', "it's 100%.seg"].entries()) {
    await writeFile(join(files, name), `${index}\tfile\n`);
    const { summary } = await fromFile(join(files, name));
    assert.equal(summary?.written_rows, '1', name);
  }
  await fromFile(join(files, 'plain.seg'), 'INSERT INTO t FORMAT TSV');
  assert.deepEqual(
    (await rows()).map(([a]) => a),
    [0, 0, 1, 2],
  );
});

test('files outside the given folders are refused, also through links', async () => {
  const outside = join(test1.folder, 'secret');
  await writeFile(outside, '1\tsecret\n');
  await symlink(outside, join(files, 'link'));
  await mkdir(`${files}-other`);
  await writeFile(`${files}-other/f`, '1\tother\n');
  for (const path of [
    outside,
    join(files, 'link'),
    join(files, 'missing'),
    `${files}/../secret`,
    `${files}-other/f`,
    files,
    'files/plain.seg',
    '/etc/passwd',
  ]) {
    await assert.rejects(fromFile(path), { code: '497' }, path);
  }
  assert.deepEqual(await rows(), []);
});

test('a path that is not properly encoded is refused', async () => {
  const insert = client.command({
    query: mapped,
    http_headers: { 'X-Groundcrew-File': `${files}/%E0%A4%A` },
  });
  await assert.rejects(insert, { code: '497' });
});

test('no temporary file stays behind', async () => {
  const names = await readdir(join(test1.folder, 'engine', 'tmp'));
  assert.deepEqual(
    names.filter((name) => !name.endsWith('.pipe')),
    [],
  );
});
