import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { listSiblings } from './siblings.ts';

test('a folder whose time lies ahead, as after the clock was set back, is no folder that just changed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'groundcrew-siblings-'));
  try {
    writeFileSync(join(folder, 'app.log'), 'a\n');
    const listed = async (ageSeconds: number) => {
      const time = Date.now() / 1000 - ageSeconds;
      utimesSync(folder, time, time);
      return listSiblings(join(folder, 'app.log'));
    };
    assert.equal((await listed(-3600)).isTorn, false);
    assert.equal((await listed(3600)).isTorn, false);
    assert.equal((await listed(0)).all.length, 1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
