import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completionScript, shells } from './completion-script.ts';
import { openWholeProgram } from './program.ts';
import { cliReference } from './reference.ts';

test('every command and option is in every script', async () => {
  const program = await openWholeProgram();
  for (const shell of shells) {
    const script = completionScript(program, shell);
    for (const word of [
      'serve',
      'logs',
      'token',
      'revoke',
      'completion',
      'follow',
      'http.max-connections',
    ]) {
      assert.ok(script.includes(word), `${shell} lacks ${word}`);
    }
  }
});

test('the reference page has every command with its examples', async () => {
  const page = await cliReference();
  for (const title of ['groundcrew serve', 'groundcrew token revoke', 'groundcrew config schema']) {
    assert.ok(page.includes(`## ${title}\n`), title);
  }
  assert.match(page, /Examples:/);
  assert.equal(page.split('Exit codes:').length, 2, 'once for all');
});
