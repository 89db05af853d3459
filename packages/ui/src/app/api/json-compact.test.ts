import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JsonCompactReader } from './json-compact.ts';

const document = JSON.stringify(
  {
    meta: [{ name: 'a,"]}', type: "Map(String, Array(Tuple('x:y')))" }],
    data: [['plain'], [['ne', { sted: ['\\', '"', '\\"'] }]], [null], [12345678901234], ['ü😀\n']],
    rows: 5,
    statistics: { elapsed: 0.5, rows_read: 7, bytes_read: 9 },
  },
  undefined,
  '\t',
);

function read(pieces: readonly string[]) {
  const members = new Map<string, unknown>();
  const rows: unknown[] = [];
  const reader = new JsonCompactReader({
    onMember: (name, text) => members.set(name, JSON.parse(text)),
    onRow: (text) => rows.push(JSON.parse(text)),
  });
  for (const piece of pieces) reader.push(piece);
  return { ...Object.fromEntries(members), data: rows };
}

test('members and rows are those of the document, however it is cut', () => {
  const whole = JSON.parse(document) as unknown;
  for (const size of [1, 2, 3, 7, 64, document.length]) {
    const pieces: string[] = [];
    for (let at = 0; at < document.length; at += size) pieces.push(document.slice(at, at + size));
    assert.deepEqual(read(pieces), whole, `pieces of ${size}`);
  }
});

test('an answer that breaks off has the rows that came', () => {
  const { data } = read([document.slice(0, document.indexOf('null'))]);
  assert.equal(data.length, 2);
});
