import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClickHouseException } from './exception.ts';
import { analyse, type DataInsert } from './statement.ts';

const plain = (sql: string) => {
  const statement = analyse(sql);
  assert.ok(statement.kind !== 'insert-data', 'takes data');
  return {
    kind: statement.kind,
    format: statement.format?.name,
    text: sql.slice(0, statement.end),
  };
};

const data = (sql: string): DataInsert & { before: string; rows: string } => {
  const statement = analyse(sql);
  assert.ok(statement.kind === 'insert-data', 'takes no data');
  return {
    ...statement,
    before: sql.slice(0, statement.end),
    rows: sql.slice(statement.dataStart),
  };
};

const refused = (sql: string, code: number) =>
  assert.throws(
    () => analyse(sql),
    (error) => error instanceof ClickHouseException && error.code === code,
    sql,
  );

test('the kind of a statement is in its first words', () => {
  for (const sql of ['SELECT 1', 'with 1 as x select x', '(SELECT 1)', 'FROM t SELECT a']) {
    assert.equal(plain(sql).kind, 'select', sql);
  }
  assert.equal(plain('/* hi */ -- x\n INSERT INTO t SELECT 1').kind, 'insert');
  assert.equal(plain('WITH 1 AS x INSERT INTO t SELECT x').kind, 'insert');
  assert.equal(plain("KILL QUERY WHERE query_id = 'a' SYNC").kind, 'kill');
  assert.equal(plain('SHOW TABLES').kind, 'other');
});

test('a trailing FORMAT is found, with SETTINGS before or behind it', () => {
  assert.equal(plain('SELECT 1 FORMAT JSON').format, 'JSON');
  assert.equal(
    plain('select * format csvWithNames settings max_threads = 1;').format,
    'csvWithNames',
  );
  assert.equal(
    plain('SELECT a FROM t ORDER BY a DESC SETTINGS x = 1\nFORMAT TSV -- end').format,
    'TSV',
  );
  assert.equal(plain('SELECT count() FROM t FORMAT Null').format, 'Null');
});

test('a column or function called format is no clause', () => {
  for (const sql of [
    'SELECT format FROM t',
    "SELECT format('{}', a)",
    'SELECT a AS format',
    'SELECT a FROM t ORDER BY format DESC',
    'SELECT a FROM t ORDER BY b, format DESC',
    "SELECT 'x FORMAT JSON'",
    'SELECT (SELECT 1 FORMAT JSON)',
    'SELECT $$ FORMAT JSON $$',
    'SELECT `FORMAT` JSON',
    'SELECT 1 -- FORMAT JSON',
  ]) {
    assert.equal(plain(sql).format, undefined, sql);
  }
});

test('one statement a request, without its semicolon', () => {
  assert.equal(plain('SELECT 1 ; ; -- x').text, 'SELECT 1');
  assert.equal(plain("SELECT ';'").text, "SELECT ';'");
  refused('SELECT 1; DROP TABLE t', 62);
  refused('INSERT INTO t SELECT 1; DROP TABLE t', 62);
  refused('', 62);
  refused(' -- only\n', 62);
});

test('files on the server are refused', () => {
  refused("SELECT 1 INTO OUTFILE '/etc/x'", 358);
  refused("SELECT 1 into /* */ outfile '/etc/x' FORMAT TSV", 358);
  refused("INSERT INTO t FROM INFILE '/etc/passwd' FORMAT LineAsString", 48);
});

test('the rows of an INSERT start behind its format, or behind VALUES', () => {
  const json = data('INSERT INTO db.t (a, b) FORMAT JSONEachRow {"a": "; FORMAT TSV"}');
  assert.equal(json.format, 'JSONEachRow');
  assert.equal(json.before, 'INSERT INTO db.t (a, b) ');
  assert.equal(json.rows, '{"a": "; FORMAT TSV"}');
  assert.equal(data('INSERT INTO t FORMAT TSV\n\n1').rows, '\n1');
  assert.equal(data('INSERT INTO t FORMAT TSV \r\n1').rows, '1');
  assert.equal(data("insert into t values (1, ';')").rows, " (1, ';')");
  assert.equal(data('INSERT INTO t FORMAT TSV').rows, '');
  assert.equal(data('INSERT INTO t (* EXCEPT (a)) FORMAT CSV').format, 'CSV');
  assert.equal(data("INSERT INTO FUNCTION null('a Int8') FORMAT TSV").format, 'TSV');
  assert.equal(data('INSERT INTO TABLE t SETTINGS async_insert = 1 FORMAT TSV').settingsStart, 20);
});

test('words of the grammar are names where names stand', () => {
  assert.equal(data('INSERT INTO format FORMAT TSV').format, 'TSV');
  assert.equal(data('INSERT INTO select.values VALUES (1)').format, 'Values');
  assert.equal(data('INSERT INTO `values` (`format`) FORMAT TSV').format, 'TSV');
});

test('input() is found with its structure, at any depth, and not in strings', () => {
  const sql =
    "INSERT INTO t SELECT a, 'input(1)' FROM (SELECT * FROM input('a String, b Map(String, UInt8)')) SETTINGS x = 1 FORMAT RowBinary";
  const statement = data(sql);
  assert.equal(statement.format, 'RowBinary');
  assert.deepEqual(
    statement.inputs.map(({ start, end, structure }) => [sql.slice(start, end), structure]),
    [["input('a String, b Map(String, UInt8)')", "'a String, b Map(String, UInt8)'"]],
  );
  assert.equal(data("INSERT INTO t (SELECT a FROM input('a Int8')) FORMAT TSV\n1").rows, '1');
  assert.equal(
    data("WITH 1 AS x INSERT INTO t SELECT a FROM input('a Int8') FORMAT TSV").inputs.length,
    1,
  );
  assert.equal(plain("INSERT INTO t SELECT 'input(1) FORMAT TSV'").kind, 'insert');
  refused("INSERT INTO t SELECT a FROM input('a Int8')", 36);
});
