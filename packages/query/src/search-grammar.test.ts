import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSearch } from './parse-search.ts';
import { searchFields } from './fields.ts';
import { searchGrammar } from './search-grammar.ts';

test('every example of the documentation parses', () => {
  for (const { examples } of searchGrammar) {
    for (const example of examples) assert.doesNotThrow(() => parseSearch(example), example);
  }
});

test('every name of a field parses as one', () => {
  for (const { name, aliases } of searchFields) {
    for (const each of [name, ...aliases])
      assert.doesNotThrow(() => parseSearch(`${each}:*`), each);
  }
});
