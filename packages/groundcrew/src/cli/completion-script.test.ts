import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completionScript, shells } from './completion-script.ts';
import { openWholeProgram } from './program.ts';

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
