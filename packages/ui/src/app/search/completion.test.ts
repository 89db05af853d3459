// What stands at the cursor.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complete, pieceAt } from './completion.ts';

test('fields, values, and nothing within a phrase', () => {
  const at = (query: string) => {
    const piece = pieceAt(query, query.length);
    return piece && [piece.kind, piece.field, piece.prefix];
  };
  assert.deepEqual(at('error serv'), ['field', '', 'serv']);
  assert.deepEqual(at('service:we'), ['value', 'service', 'we']);
  assert.deepEqual(at('-service:'), ['value', 'service', '']);
  assert.deepEqual(at('"odd name":x'), ['value', 'odd name', 'x']);
  assert.deepEqual(at('service:(a OR b'), ['value', 'service', 'b']);
  assert.equal(at('"timed ou'), undefined);
});

test('a completion takes the place of the piece', () => {
  const completed = (query: string, text: string) => {
    const piece = pieceAt(query, query.length);
    assert.ok(piece);
    return complete(query, piece, text).query;
  };
  assert.equal(completed('error serv', 'service'), 'error service:');
  assert.equal(completed('service:we', 'web'), 'service:web ');
  assert.equal(completed('service:"we', '"web 1"'), 'service:"web 1" ');
});
