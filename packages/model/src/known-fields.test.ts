import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fieldTiers, knownFields, tierNumbers, tierOf } from './known-fields.ts';

it('knows each name once', () => {
  const names = Object.values(knownFields).flat(2);
  assert.deepEqual(new Set(names).size, names.length);
  assert.equal(tierNumbers.size, names.length);
});

it('numbers tiers in the order of the table', () => {
  assert.deepEqual(fieldTiers('body'), [1, 2, 3]);
  assert.equal(tierOf('event'), 3);
  assert.ok(Math.max(...tierNumbers.values()) < 256);
});
