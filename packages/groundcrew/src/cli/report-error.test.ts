import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GroundcrewError } from '@groundcrew/runtime';
import { errorText } from './report-error.ts';

test('an error says what, where in the query, and what to do', () => {
  const error = new GroundcrewError('bad-query', 'cannot read the query: expected a value', {
    status: 400,
    hint: 'quote it',
    extra: { query: 'level: x', position: 6 },
  });
  assert.equal(
    errorText(error),
    'groundcrew: cannot read the query: expected a value\n  level: x\n        ^\n  quote it',
  );
});

test('an error cannot act on the terminal; one that is not ours shows its stack', () => {
  assert.equal(
    errorText(new GroundcrewError('x', 'a\u001b[2Jb')),
    String.raw`groundcrew: a\x1b[2Jb`,
  );
  assert.match(errorText(new TypeError('boom')), /TypeError: boom\n\s+at /);
});
