import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allows, scopes } from './access.ts';
import { hashToken, matchesHash, newToken, tokenId } from './token.ts';

test('a token carries its id and at least 160 random bits', () => {
  const { id, text } = newToken();
  assert.match(text, /^gc_[0-9a-f]{12}_[0-9a-f]{48}$/);
  assert.equal(tokenId(text), id);
  assert.notEqual(newToken().text, text);
});

test('only the same text matches a hash', () => {
  const { text } = newToken();
  assert.ok(matchesHash(text, hashToken(text)));
  assert.ok(!matchesHash(`${text.slice(0, -1)}x`, hashToken(text)));
  assert.ok(!matchesHash(text, ''), 'a hash of another length matches nothing');
});

test('text in another form has no id', () => {
  for (const text of [
    '',
    'gc_',
    'gc_1_2',
    `gc_${'a'.repeat(12)}_${'A'.repeat(48)}`,
    'x'.repeat(1e5),
  ]) {
    assert.equal(tokenId(text), undefined);
  }
});

test('admin includes all scopes; read and ingest do not include each other', () => {
  for (const granted of scopes) {
    for (const wanted of scopes) {
      assert.equal(allows([granted], wanted), granted === 'admin' || granted === wanted);
    }
  }
});
