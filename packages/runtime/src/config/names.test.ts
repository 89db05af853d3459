import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environmentName, flagName } from './names.ts';

test('an option has one name in three spellings', () => {
  const path = ['receivers', 'ingest', 'maxLineBytes'];
  assert.equal(environmentName(path), 'GROUNDCREW_RECEIVERS_INGEST_MAX_LINE_BYTES');
  assert.equal(flagName(path), '--receivers.ingest.max-line-bytes');
  assert.equal(environmentName(['listen']), 'GROUNDCREW_LISTEN');
});
