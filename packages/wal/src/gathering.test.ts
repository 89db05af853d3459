// Who shares a commit, on a disk that needs 20 ms to sync.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FileSystem } from './file-system.ts';
import { turn } from './testing/manual-time.ts';
import { appendBody, TestLog } from './testing/test-log.ts';

const syncMs = 20;

async function openSlow() {
  const log = new TestLog();
  const quick = log.disk.fileSystem();
  const slow: FileSystem = {
    ...quick,
    async open(path, mode) {
      const file = await quick.open(path, mode);
      const fdatasync = async () => {
        await file.fdatasync();
        log.time.advance(syncMs);
      };
      return { ...file, fdatasync };
    },
  };
  const wal = await log.open({ fs: slow });
  const commits = () => /wal_commits_total (\d+)/.exec(log.metrics.render())?.[1];
  const append = (body: string) => appendBody(wal, body);
  return { log, wal, append, commits };
}

describe('a commit', () => {
  it('waits for all who had their answer with the one before, and no longer', async () => {
    const { append, commits } = await openSlow();
    await Promise.all([append('a1'), append('b1')]);
    const a2 = append('a2');
    await turn();
    assert.equal(commits(), '1');
    await Promise.all([a2, append('b2')]);
    assert.equal(commits(), '2');
  });

  it('waits for those who do not come for a moment, and then expects them no more', async () => {
    const { log, append, commits } = await openSlow();
    await Promise.all([append('a1'), append('b1')]);
    const a2 = append('a2');
    await turn();
    log.time.advance(5);
    await turn();
    assert.equal(commits(), '1');
    log.time.advance(1);
    await a2;
    await append('a3');
    assert.equal(commits(), '3');
  });

  it('waits for nobody who comes later than that', async () => {
    const { log, append, commits } = await openSlow();
    await Promise.all([append('a1'), append('b1')]);
    log.time.advance(6);
    await append('a2');
    assert.equal(commits(), '2');
  });

  it('waits for nobody after one so large that writing took the time', async () => {
    const { append, commits } = await openSlow();
    const large = 'x'.repeat(700_000);
    await Promise.all([append(large), append(large)]);
    await append('a2');
    assert.equal(commits(), '2');
  });

  it('does not keep a log from closing', async () => {
    const { log, wal, append } = await openSlow();
    await Promise.all([append('a1'), append('b1')]);
    const a2 = append('a2');
    assert.deepEqual(await log.drain(wal), [['a1', 'b1', 'a2']]);
    await a2;
  });
});
