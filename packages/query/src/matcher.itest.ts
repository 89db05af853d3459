// The two evaluations of a search agree: the compiled SQL over the store, and the matcher over records.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { render, sql } from '@groundcrew/store';
import fc from 'fast-check';
import { compileSearch } from './compile-search.ts';
import { formatSearch } from './format-search.ts';
import { matcher } from './matcher.ts';
import { attributeNames, logRecord, searchNode } from './testing/arbitraries.ts';
import { type LogDatabase, openLogDatabase, type PlacedRecord } from './testing/log-database.ts';
import { schemaWith } from './testing/schema.ts';

const promoted = [attributeNames[0] ?? '', attributeNames[2] ?? ''];
let database: LogDatabase;
let records: PlacedRecord[];

before(() => {
  database = openLogDatabase(promoted);
  records = fc
    .sample(logRecord, { numRuns: 600, seed: 7 })
    .map((record, index) => ({ record, batch: BigInt(index % 3), row: index }));
  // The first part is from before the promotion: its attributes are all in the map.
  database.insert(records.slice(0, 300));
  database.insert(records.slice(300), schemaWith(promoted));
});
after(() => database.close());

for (const schema of [schemaWith([]), schemaWith(promoted)]) {
  const rows = () => (schema.promoted.size > 0 ? records : records.slice(0, 300));
  const where = schema.promoted.size > 0 ? sql`1` : sql`row < 300`;

  test(`SQL and matcher mean the same, ${schema.promoted.size} attributes promoted`, () => {
    fc.assert(
      fc.property(searchNode, (node) => {
        const statement = sql`SELECT row FROM groundcrew.logs WHERE ${where} AND (${compileSearch(node, schema)}) ORDER BY row`;
        const found = database.run(render(statement)).split('\n').filter(Boolean).map(Number);
        const matches = matcher(node);
        const wanted = rows()
          .filter(({ record }) => matches(record))
          .map(({ row }) => row);
        assert.deepEqual(found, wanted, formatSearch(node));
      }),
      { numRuns: 1500, seed: 11 },
    );
  });
}
