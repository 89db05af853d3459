import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { Metrics, silentLog } from '@groundcrew/runtime';
import { newFile } from './followed.ts';
import { Journal } from './journal.ts';
import { ChunkReader } from './next-chunk.ts';
import { OpenFiles, statPath } from './open-files.ts';
import { Problems } from './problems.ts';
import { Registry } from './registry.ts';
import { tailSettings } from './tail-rule.ts';
import { plainForm, testFolder } from './testing/follow.ts';
import { nodeFileSystem } from '@groundcrew/wal';

test('a deleted file whose time runs out while it is read keeps its partial line for the next read', async () => {
  using files = testFolder();
  const logPath = `${files.folder}/app.log`;
  writeFileSync(logPath, 'part');
  const open = new OpenFiles(8);
  // Each look at the clock takes long: the read begins just before the time is over, and ends after it.
  let nowMs = tailSettings.goneMs - 10;
  const clock = { nowNs: () => 0n, monotonicMs: () => (nowMs += 6) };
  const registry = new Registry(new Journal(nodeFileSystem, files.folder));
  const reader = new ChunkReader({
    registry,
    files: open,
    problems: new Problems(silentLog, new Metrics()),
    settings: tailSettings,
    clock,
  });
  const { place, mtimeMs } = await statPath(logPath);
  const found = { rule: logPath, logPath, realPath: logPath, path: logPath, place, mtimeMs };
  const file = newFile({ ...found, packing: 'plain', head: Buffer.from('part') });
  registry.add(file);
  file.isUnlinked = true;
  const rule = {
    pattern: logPath,
    exclude: [],
    service: undefined,
    from: 'start' as const,
    partialLineMs: undefined,
    form: () => plainForm,
  };
  await open.get(file.id, logPath, place);
  rmSync(logPath);
  try {
    assert.equal(await reader.next(file, rule), undefined);
    assert.equal(file.isDone, false);
    const next = await reader.next(file, rule);
    assert.equal(next?.chunk.body.toString(), 'part');
  } finally {
    await open.closeAll();
  }
});
