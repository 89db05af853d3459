import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { escapes, questions } from '../testing/escapes.ts';
import { jailSql } from './jail.ts';

const tables = new Set(['logs', 'logs_per_minute']);
const promoted = new Map(
  ['path', 'http.status', "x'] FROM", 'wi`ld'].map((attribute) => [
    attribute,
    { attribute, column: `attr.${attribute}` },
  ]),
);
const jailed = (sql: string) => jailSql(sql, tables, promoted).text;

/** What is sent, with each run of blanks as one. */
function sent(sql: string): string {
  const text = jailed(sql);
  assert.equal(text.length, sql.length, sql);
  return text.replaceAll(/ +/g, ' ').trim();
}

/** Each of these is sent as it is. */
function leaves(...texts: readonly string[]): void {
  for (const sql of texts) assert.equal(jailed(sql), sql);
}

describe('an attribute with a column is read from it', () => {
  test('and what follows stays where it was', () => {
    const sql = "SELECT attributes['path'] AS p, \"attributes\" ['http.status'] FROM logs WHERE x";
    const text = jailed(sql);
    assert.equal(
      text,
      'SELECT `attr.path`        AS p, `attr.http.status`           FROM logs WHERE x',
    );
    assert.equal(text.indexOf('FROM'), sql.indexOf('FROM'));
  });

  test('in every clause', () => {
    assert.equal(
      sent(
        "WITH lower(attributes['path']) AS p SELECT [attributes['path']], if(attributes['path'] = '', 1, 2) FROM logs PREWHERE attributes['path'] != '' WHERE attributes['path'] IN ('a') GROUP BY attributes['path'] HAVING attributes['path'] != '' ORDER BY attributes['path'] LIMIT 1 BY attributes['path']",
      ),
      "WITH lower(`attr.path` ) AS p SELECT [`attr.path` ], if(`attr.path` = '', 1, 2) FROM logs PREWHERE `attr.path` != '' WHERE `attr.path` IN ('a') GROUP BY `attr.path` HAVING `attr.path` != '' ORDER BY `attr.path` LIMIT 1 BY `attr.path`",
    );
  });

  test('by functions of the map too', () => {
    assert.equal(
      sent(
        "SELECT arrayElement(attributes, 'path') FROM logs AS l WHERE mapContains(attributes, 'path') OR has(l.attributes, 'path') OR mapContainsKey(attributes,'path')",
      ),
      "SELECT `attr.path` FROM logs AS l WHERE (`attr.path` != '') OR (l.`attr.path` != '') OR (`attr.path` != '')",
    );
  });

  test('behind the name of the table', () => {
    assert.equal(
      sent(
        "SELECT l.attributes['path'], logs.attributes['path'] FROM logs l JOIN groundcrew.logs AS m ON l.attributes['path'] = m.attributes['path'] AND groundcrew.logs.attributes['path'] = ''",
      ),
      "SELECT l.`attr.path` , logs.`attr.path` FROM logs l JOIN groundcrew.logs AS m ON l.`attr.path` = m.`attr.path` AND groundcrew.logs.`attr.path` = ''",
    );
  });

  test('in subqueries, WITH, UNION and EXPLAIN', () => {
    for (const [sql, expected] of [
      [
        "SELECT p FROM (SELECT attributes['path'] AS p FROM logs) WHERE p != ''",
        "SELECT p FROM (SELECT `attr.path` AS p FROM logs) WHERE p != ''",
      ],
      [
        "WITH a AS (SELECT attributes['path'] AS p FROM logs) SELECT p FROM a UNION ALL SELECT attributes['path'] FROM logs",
        'WITH a AS (SELECT `attr.path` AS p FROM logs) SELECT p FROM a UNION ALL SELECT `attr.path` FROM logs',
      ],
      [
        "(SELECT attributes['path'] FROM logs) UNION ALL (SELECT attributes['path'] FROM logs)",
        '(SELECT `attr.path` FROM logs) UNION ALL (SELECT `attr.path` FROM logs)',
      ],
      [
        "EXPLAIN PLAN SELECT 1 FROM logs WHERE attributes['path'] = ''",
        "EXPLAIN PLAN SELECT 1 FROM logs WHERE `attr.path` = ''",
      ],
      [
        "SELECT 1 FROM logs AS l WHERE EXISTS (SELECT 1 FROM logs AS m WHERE m.attributes['path'] = l.attributes['path'])",
        'SELECT 1 FROM logs AS l WHERE EXISTS (SELECT 1 FROM logs AS m WHERE m.`attr.path` = l.`attr.path` )',
      ],
      [
        "SELECT extract(DAY FROM time), x IS DISTINCT FROM attributes['path'] FROM logs ORDER BY time WITH FILL FROM 1, attributes['path']",
        'SELECT extract(DAY FROM time), x IS DISTINCT FROM `attr.path` FROM logs ORDER BY time WITH FILL FROM 1, `attr.path`',
      ],
    ] as const) {
      assert.equal(sent(sql), expected);
    }
  });

  test('through subqueries that pass all columns of the table on', () => {
    assert.equal(
      sent(
        "WITH e AS (SELECT * FROM logs WHERE severity_number > 8), f AS (SELECT *, 1 AS x FROM e AS y) SELECT attributes['path'] FROM f JOIN (SELECT DISTINCT * FROM f) AS g ON g.attributes['path'] = f.attributes['path']",
      ),
      'WITH e AS (SELECT * FROM logs WHERE severity_number > 8), f AS (SELECT *, 1 AS x FROM e AS y) SELECT `attr.path` FROM f JOIN (SELECT DISTINCT * FROM f) AS g ON g.`attr.path` = f.`attr.path`',
    );
    assert.equal(
      sent("WITH logs AS (SELECT * FROM logs) SELECT attributes['path'] FROM logs"),
      'WITH logs AS (SELECT * FROM logs) SELECT `attr.path` FROM logs',
    );
  });

  test('beside tables that have no map', () => {
    assert.equal(
      sent(
        "SELECT attributes['path'] FROM (SELECT service, count() * 2 AS n FROM logs GROUP BY service) AS a JOIN logs ON a.service = logs.service, numbers(3) AS b",
      ),
      'SELECT `attr.path` FROM (SELECT service, count() * 2 AS n FROM logs GROUP BY service) AS a JOIN logs ON a.service = logs.service, numbers(3) AS b',
    );
  });
});

describe('left as it is', () => {
  test('what is no attribute with a column, or none that is named plainly', () => {
    leaves(
      "SELECT attributes['other'], attributes[path], attributes[concat('pa', 'th')] FROM logs",
      'SELECT attributes, mapKeys(attributes) FROM logs',
      "SELECT attributes['x''] FROM'], attributes['wi`ld'] FROM logs",
      "SELECT Attributes['path'], my_attributes['path'], attributes.x['path'] FROM logs",
    );
  });

  test('strings and comments', () => {
    leaves(`SELECT 'attributes[''path'']', "attributes['path']" FROM logs`);
    const sql = "SELECT 1 /* attributes['path'] */ FROM logs -- attributes['path']\n WHERE 1";
    assert.doesNotMatch(jailed(sql), /attr/);
    assert.equal(
      jailed("SELECT attributes /* é */ [ 'path' ] FROM logs"),
      `SELECT ${'`attr.path`'.padEnd(29)} FROM logs`,
    );
  });

  test('columns named attributes of something else', () => {
    leaves(
      "SELECT attributes['path']",
      "SELECT attributes['path'] FROM numbers(3)",
      "SELECT attributes['path'] FROM (SELECT attributes FROM logs)",
      "SELECT attributes['path'] FROM (SELECT attributes FROM logs UNION ALL SELECT attributes FROM logs)",
      "SELECT attributes['path'] FROM (SELECT * FROM logs UNION ALL SELECT * FROM logs)",
      "SELECT attributes['path'] FROM (SELECT *, map() AS attributes FROM logs)",
      "SELECT attributes['path'] FROM ((SELECT attributes FROM logs))",
      "SELECT b.attributes['path'] FROM logs AS a JOIN (SELECT service, attributes FROM logs) AS b USING (service)",
      "SELECT attributes['path'] FROM (SELECT attributes FROM logs) AS b, logs",
      "WITH a AS (SELECT attributes FROM logs) SELECT attributes['path'] FROM a",
      "WITH logs AS (SELECT attributes FROM groundcrew.logs) SELECT attributes['path'] FROM logs",
      "SELECT map('path', 'x') AS attributes, attributes['path'] FROM logs",
      "SELECT map('path', 'x') attributes, attributes['path'] FROM logs",
      "SELECT arrayMap(attributes -> attributes['path'], [map()]) FROM logs",
      "SELECT arrayMap((a, attributes) -> attributes['path'], [1], [map()]) FROM logs",
      "SELECT (SELECT attributes['path'] FROM numbers(1)) FROM logs",
    );
  });

  test('rows grouped by the whole map', () => {
    leaves(
      "SELECT attributes['path'], count() FROM logs GROUP BY attributes",
      "SELECT attributes['path'], count() FROM logs GROUP BY (service, attributes)",
    );
    assert.match(
      jailed(
        "SELECT attributes['path'] FROM logs GROUP BY attributes['path'], mapKeys(attributes)",
      ),
      /attr\.path/,
    );
  });
});

test('any text keeps its length, and what passes is what passes without columns', () => {
  const piece = fc.constantFrom(
    ...questions,
    ...Object.values(escapes).flat(),
    ..."attributes ['path'] attributes['path'] l.attributes['path'] mapContains(attributes,'path')".split(
      ' ',
    ),
    ...'( ) [ ] , . -> * \n SELECT WITH FROM JOIN AS IN GROUP BY UNION logs l /*é*/'.split(' '),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const sql = pieces.join(' ');
      let plain: string;
      try {
        plain = jailSql(sql, tables).text;
      } catch (error) {
        assert.throws(() => jailed(sql), { message: (error as Error).message });
        return;
      }
      const text = jailed(sql);
      assert.equal(text.length, plain.length);
      // A second reading finds the same statement, with nothing left to do but to drop blanks at its end.
      assert.equal(jailSql(text, tables, promoted).text, text.trimEnd());
    }),
    { numRuns: 1000 },
  );
});
