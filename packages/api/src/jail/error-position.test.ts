import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GroundcrewError } from '@groundcrew/runtime';
import { withPosition } from './error-position.ts';

const failed = (message: string) =>
  new GroundcrewError('sql-failed', `cannot run the SQL: ${message}`, { status: 400 });

function positionOf(message: string, query: string, prefix = '', queryPosition = 0): unknown {
  const error = withPosition(failed(message), { prefix, query, queryPosition });
  assert.ok(error instanceof GroundcrewError);
  return error.extra?.['position'];
}

test('bytes behind our own words become characters of what was sent', () => {
  const query = "SELECT 'é😀' 1 FROM logs";
  const bytes = Buffer.byteLength("SELECT 'é😀' ");
  const message = `Syntax error: failed at position ${bytes + 13} (1): 1 FROM logs.`;
  assert.equal(positionOf(message, query, 'EXPLAIN AST ', 7), 7 + query.indexOf('1 FROM'));
  assert.equal(positionOf('Syntax error: failed at position 1', query, 'EXPLAIN AST '), undefined);
  assert.equal(positionOf('Syntax error: failed at position 999', query), undefined);
});

test('an unknown name is found where it stands by itself', () => {
  const message = 'Unknown expression identifier `foo` in scope SELECT food, foo FROM logs.';
  assert.equal(positionOf(message, 'SELECT food, foo FROM logs'), 13);
  assert.equal(positionOf(message, 'SELECT food FROM logs'), undefined);
  assert.equal(positionOf('Cannot parse string as Int32', 'SELECT 1'), undefined);
});

test('other errors stay what they are', () => {
  const error = new GroundcrewError('query-timeout', 'Syntax error: failed at position 1');
  assert.equal(withPosition(error, { prefix: '', query: 'x', queryPosition: 0 }), error);
});
