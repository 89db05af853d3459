import assert from 'node:assert/strict';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { nodeFileSystem } from '@groundcrew/wal';
import { newFile } from './followed.ts';
import { Journal } from './journal.ts';
import { OpenFiles, statPath } from './open-files.ts';
import { Registry } from './registry.ts';
import { findContent } from './relocate.ts';
import { Heads, listSiblings } from './siblings.ts';
import { tailSettings } from './tail-rule.ts';
import { testFolder } from './testing/follow.ts';

test('a deleted file that is open counts only if it still is the content: its inode may be used anew', async () => {
  using place = testFolder();
  const log = `${place.folder}/app.log`;
  writeFileSync(`${log}.1`, 'something else\nthat is longer\n');
  writeFileSync(`${log}.2.gz`, gzipSync('wanted\nmore\n'));
  const files = new OpenFiles(8);
  const state = await statPath(`${log}.1`);
  const file = newFile({
    rule: log,
    logPath: log,
    realPath: log,
    path: `${log}.1`,
    packing: 'plain',
    place: state.place,
    mtimeMs: state.mtimeMs,
    head: Buffer.from('wanted\nmore\n'),
    position: 7,
    anchor: Buffer.from('wanted\n'),
  });
  await files.get(file.id, file.path, file.place);
  rmSync(file.path);
  try {
    const found = await findContent(file, (await listSiblings(log)).all, {
      registry: new Registry(new Journal(nodeFileSystem, place.folder)),
      files,
      heads: new Heads(),
      settings: tailSettings,
      timeMs: Date.now(),
    });
    assert.equal(found.kind === 'moved' ? found.to.name : found.kind, 'app.log.2.gz');
  } finally {
    await files.closeAll();
  }
});

test('the beginning of a compressed file that has another name by now is not that of its successor', async () => {
  using place = testFolder();
  const log = `${place.folder}/app.log`;
  const heads = new Heads();
  writeFileSync(`${log}.2.gz`, gzipSync('older\n'));
  const listed = (await listSiblings(log)).all;
  renameSync(`${log}.2.gz`, `${log}.3.gz`);
  writeFileSync(`${log}.2.gz`, gzipSync('newer\n'));
  const headsOf = async (siblings: typeof listed) =>
    (await Promise.all(siblings.map((sibling) => heads.of(sibling)))).map(String).sort();
  assert.deepEqual(await headsOf(listed), ['']);
  assert.deepEqual(await headsOf((await listSiblings(log)).all), ['newer\n', 'older\n']);
});
