import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest } from './nearest.ts';

test('a mistyped name finds the one that was meant', () => {
  const names = ['http.maxConnections', 'http.headersTimeoutMs', 'listen', 'store'];
  assert.equal(nearest('http.maxConections', names), 'http.maxConnections');
  assert.equal(nearest('http.maxconnections', names), 'http.maxConnections');
  assert.equal(nearest('lsiten', names), 'listen', 'exchanged neighbours are one slip');
  assert.equal(nearest('colour', names), undefined, 'what is not near is not proposed');
  assert.equal(nearest('x'.repeat(100_000), names), undefined, 'length is bounded');
});
