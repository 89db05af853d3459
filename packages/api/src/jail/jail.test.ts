import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { escapes, questions } from '../testing/escapes.ts';
import { allowedFunctionNames, isAllowedFunction } from './functions.ts';
import { jailSql } from './jail.ts';
import { checkSyntaxTree } from './syntax-tree.ts';

const tables = new Set(['logs', 'logs_per_minute']);

describe('our own check refuses every known escape', () => {
  for (const [group, texts] of Object.entries(escapes)) {
    test(`${group}: ${texts.length} texts`, () => {
      for (const sql of texts) {
        assert.throws(() => jailSql(sql, tables), { code: 'sql-refused', status: 400 }, sql);
      }
    });
  }

  test('wherever a subquery can stand', () => {
    const places = [
      'SELECT (X)',
      'SELECT * FROM (X)',
      'SELECT * FROM (X) AS a',
      'SELECT 1 WHERE 1 IN (X)',
      'SELECT 1 WHERE EXISTS (X)',
      'SELECT 1 FROM logs JOIN (X) AS b ON 1',
      'SELECT 1 FROM logs, (X)',
      'WITH a AS (X) SELECT * FROM a',
      'WITH (X) AS a SELECT a',
      'SELECT 1 UNION ALL X',
      '(SELECT 1) UNION ALL (X)',
      'SELECT 1 GROUP BY (X)',
      'SELECT 1 HAVING (X)',
      'SELECT 1 ORDER BY (X)',
      'SELECT 1 LIMIT (X)',
      'SELECT if((X), 1, 2)',
      'SELECT [(X)]',
      'SELECT CASE WHEN (X) THEN 1 END',
      'SELECT sum(1) OVER (ORDER BY (X))',
      'SELECT x -> (X)',
      'EXPLAIN X',
    ];
    const inner = escapes['tables of the server']?.filter((sql) => sql.startsWith('SELECT')) ?? [];
    for (const place of places) {
      for (const sql of inner) {
        const whole = place.replace('X', () => sql);
        assert.throws(() => jailSql(whole, tables), { code: 'sql-refused' }, whole);
      }
    }
  });
});

test('questions people ask pass, and keep their text', () => {
  for (const sql of questions) {
    const { text } = jailSql(sql, tables);
    if (/^[^-/]*$/.test(sql))
      assert.equal(text, sql.replace(/^DESC.*?(\w+)$/, 'DESCRIBE TABLE $1').replace(/;$/, ''));
  }
});

test("comments become blanks, so positions in the store's words stay right", () => {
  const { text } = jailSql('SELECT /* a\nb */ 1 -- c\n + 2;', tables);
  assert.equal(text, 'SELECT     \n     1     \n + 2');
});

test('a refusal points at its place', () => {
  assert.throws(() => jailSql("SELECT 1, file('x')", tables), {
    message: 'cannot run the SQL: the function file is not allowed at character 11',
    extra: { position: 10 },
  });
});

test('a subquery is visible where WITH makes it so, and nowhere else', () => {
  jailSql('WITH t AS (SELECT 1) SELECT * FROM (SELECT * FROM t)', tables);
  jailSql('SELECT * FROM (WITH t AS (SELECT 1) SELECT * FROM t), logs', tables);
  assert.throws(() => jailSql('SELECT * FROM (WITH t AS (SELECT 1) SELECT * FROM t), t', tables));
  assert.throws(() => jailSql('SELECT * FROM t UNION ALL (WITH t AS (SELECT 1) SELECT 1)', tables));
});

test('functions: listed ones with their combinators, nothing else', () => {
  for (const name of [
    'count',
    'COUNT',
    'sumIf',
    'quantilesTDigestArrayIf',
    'uniqOrNull',
    'toString',
    'if',
  ]) {
    assert.ok(isAllowedFunction(name), name);
  }
  for (const name of [
    'file',
    'fileIf',
    'sleepState',
    'if_',
    'state',
    '',
    'dictGetString',
    '__proto__',
    'constructor',
  ]) {
    assert.ok(!isAllowedFunction(name), name);
  }
  assert.equal(new Set(allowedFunctionNames).size, allowedFunctionNames.length);
  const closed =
    /^(dict|ai[A-Z]|get(server|macro|client|setting)|sleep|file|url|region|joinget|current(user|profiles|roles)|host|fqdn|tcp|executable|catboost)/i;
  const open = allowedFunctionNames.filter(
    (name) => closed.test(name) && !/^url(hash|hierarchy|path)/.test(name),
  );
  assert.deepEqual(open, []);
});

test('any text is refused or passes, quickly and without another error', () => {
  const piece = fc.oneof(
    fc.constantFrom(...questions, ...Object.values(escapes).flat()),
    fc.constantFrom(
      ' ',
      '(',
      ')',
      "'",
      '`',
      '"',
      '\\',
      ',',
      '.',
      '/*',
      '*/',
      '--',
      '\n',
      'FROM',
      'IN',
      'AS',
      'WITH',
      'SELECT',
      'JOIN',
      'ARRAY',
      'logs',
      'tokens',
      'file(',
    ),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      try {
        const { text } = jailSql(pieces.join(' '), tables);
        assert.match(text, /^\(*\s*(SELECT|WITH|EXPLAIN|DESCRIBE|SHOW)/i);
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'sql-refused', String(error));
      }
    }),
    { numRuns: 2000 },
  );
});

test('long texts cost little', () => {
  const started = performance.now();
  for (const sql of [
    'SELECT ' + '1,'.repeat(9000) + '1',
    `SELECT ${"'".repeat(60_000)}`,
    'SELECT ' + ' '.repeat(60_000) + '1',
    'SELECT ' + '--'.repeat(30_000),
    'SELECT ' + '/*'.repeat(30_000),
    'SELECT ' + 'NOT '.repeat(9000) + '1 IN (1)',
  ]) {
    try {
      jailSql(sql, tables);
    } catch {
      continue;
    }
  }
  assert.ok(performance.now() - started < 10_000);
});

test('the syntax tree is judged again, whatever our check thought', () => {
  const rules = { tables, subqueryNames: new Set(['a']) };
  const tree = (...lines: string[]) => lines.join('\n') + '\n';
  const from = (table: string) =>
    tree(
      'SelectWithUnionQuery (children 1)',
      ' ExpressionList (children 1)',
      '  SelectQuery (children 2)',
      '   TableExpression (children 1)',
      `    ${table}`,
    );
  checkSyntaxTree(from('TableIdentifier logs'), rules);
  checkSyntaxTree(from('TableIdentifier groundcrew.logs (alias x)'), rules);
  checkSyntaxTree(from('TableIdentifier a'), rules);
  checkSyntaxTree(from('Function numbers (alias n) (children 1)'), rules);
  for (const bad of [
    from('TableIdentifier system.users'),
    from('TableIdentifier tokens (alias logs)'),
    from('TableIdentifier groundcrew.a'),
    from('Function file (children 1)'),
    tree(
      'SelectWithUnionQuery (children 2)',
      ' ExpressionList (children 1)',
      " Literal \\'/tmp/x\\'",
    ),
    tree('SelectWithUnionQuery (children 1)', ' SelectQuery (children 1)', '  Set'),
    tree('SelectWithUnionQuery (children 1)', ' Function file (children 1)'),
    tree(
      'SelectWithUnionQuery (children 1)',
      ' Function in (children 1)',
      '  ExpressionList (children 2)',
      '   Literal UInt64_1',
      '   Identifier tokens',
    ),
    tree('InsertQuery logs'),
    '',
  ]) {
    assert.throws(() => checkSyntaxTree(bad, rules), { code: 'sql-refused' }, bad);
  }
});
