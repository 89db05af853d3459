import assert from 'node:assert/strict';
import { it } from 'node:test';
import { render, sql } from '../sql.ts';
import { insertLogs } from './insert-logs.ts';

it('puts nothing a user wrote into the text', () => {
  const attribute = "x'); DROP TABLE logs; --";
  const promoted = new Map([[attribute, { attribute, column: 'attr.`x`' }]]);
  const { text, parameters } = render(
    insertLogs({
      batch: 7n,
      promoted,
      without: [1, 2],
      range: { from: 0, to: 9 },
      day: '2024-01-31',
    }),
  );
  assert.ok(!text.includes('DROP'));
  assert.ok(text.includes('`attr.\\`x\\``'));
  assert.ok(Object.values(parameters).includes(attribute));
  assert.ok(Object.values(parameters).includes('7'));
});

it('reads the segment from the body of the request', () => {
  const { text } = render(insertLogs({ batch: 1n, promoted: new Map(), table: sql`other` }));
  assert.match(text, /^INSERT INTO other \(/);
  assert.ok(
    text.includes(
      "FROM input('magic UInt32, crc UInt32, kind UInt8, received_ns Int64, meta String, body String')",
    ),
  );
  assert.ok(text.endsWith(' FORMAT RowBinary'));
});
