import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPacked, isRotated, stemOf } from './rotated-names.ts';

test('the names of rotated files lead to the log', () => {
  for (const name of [
    'app.log.1',
    'app.log.12.gz',
    'app.log-20261121',
    'app.log-20261121.zst',
    'app.log-2026-11-21',
    'app.log-20261121-1763600000.gz',
    'app.log.2026-11-21T10:00:00',
    'app-20261121.log',
    'app.1.log',
    'app.1.log.gz',
    'app.log.old',
  ]) {
    assert.equal(stemOf(name), 'app.log', name);
    assert.ok(isRotated(name), name);
  }
});

test('other names are logs of their own', () => {
  for (const name of ['app.log', 'app2.log', 'web-1-app.log', 'app', 'v1', 'access_log'])
    assert.equal(stemOf(name), name);
  assert.ok(isPacked('a.gz') && isPacked('a.xz') && !isPacked('a.log'));
});
