// Appending: commits, segments, bounds, failures of the disk, idempotency keys.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { appendBody, bodiesOf, testEntry, TestLog } from './testing/test-log.ts';
import { entryKind } from './wal.ts';

const refusedWith = (code: string) => (error: Error & { code?: string; status?: number }) => {
  assert.equal(error.code, code);
  assert.equal(error.status, 503);
  assert('retryAfterSeconds' in error && Number(error.retryAfterSeconds) > 0);
  return true;
};

describe('append', () => {
  it('seals a quiet segment 250 ms after its first entry, and no empty one', async () => {
    const log = new TestLog();
    const wal = await log.open();
    const next = wal.nextSealed();
    await appendBody(wal, 'a\n\nb');
    log.time.advance(249);
    assert.equal(wal.segmentCount, 0);
    log.time.advance(1);
    assert.equal(wal.segmentCount, 1);
    log.time.advance(10_000);
    assert.equal(wal.segmentCount, 1);
    const segment = await next;
    assert.equal(segment?.rows, 2);
    assert.equal(segment?.isRecovered, false);
    assert.equal(log.disk.readFile(segment?.path ?? '').length, segment?.sizeBytes);
  });

  it('seals half as often while lines keep coming', async () => {
    const log = new TestLog();
    const wal = await log.open();
    await appendBody(wal, 'after a pause');
    log.time.advance(250);
    await wal.nextSealed();
    await appendBody(wal, 'soon after');
    log.time.advance(499);
    assert.equal(wal.segmentCount, 1);
    log.time.advance(1);
    assert.equal(wal.segmentCount, 2);
    await wal.nextSealed();
    log.time.advance(500);
    await appendBody(wal, 'after a pause');
    log.time.advance(250);
    assert.equal(wal.segmentCount, 3);
  });

  it('seals a segment that is large enough, and shares commits', async () => {
    const log = new TestLog();
    const wal = await log.open({ segmentBytesMax: 1000 });
    const appends = Array.from({ length: 50 }, (_, index) =>
      appendBody(wal, `${index} ${'z'.repeat(90)}`),
    );
    await Promise.all(appends);
    assert.match(log.metrics.render(), /groundcrew_wal_commits_total 1\n/);
    assert.equal((await log.drain(wal)).flat().length, 50);
  });

  it('counts records of runs apart from rows of logs, also after a crash', async () => {
    const log = new TestLog();
    const wal = await log.open();
    const runs = { ...testEntry('{}\n{}\n{}'), kind: entryKind.runs };
    await wal.append([testEntry('a\nb'), runs, testEntry('c')], 6);
    log.time.advance(250);
    const written = await wal.nextSealed();
    assert.deepEqual([written?.rows, written?.runRows], [3, 3]);
    const found = await (await log.reopen()).nextSealed();
    assert.deepEqual([found?.isRecovered, found?.rows, found?.runRows], [true, 3, 3]);
  });

  it('seals a segment with many rows, however short they are', async () => {
    const log = new TestLog();
    const wal = await log.open({ segmentRowsMax: 100 });
    await appendBody(wal, 'x\n'.repeat(99));
    assert.equal(wal.segmentCount, 0);
    await appendBody(wal, 'x');
    assert.equal(wal.segmentCount, 1);
  });

  it('makes no segments by age while one waits for the delivery', async () => {
    const log = new TestLog();
    const wal = await log.open();
    for (let count = 0; count < 40; count += 1) {
      await appendBody(wal, `line ${count}`);
      log.time.advance(300);
    }
    assert.equal(wal.segmentCount, 1);
    await wal.nextSealed();
    assert.equal(wal.segmentCount, 2);
  });

  it('refuses past its bound, and takes lines again after a trim', async () => {
    const log = new TestLog();
    const wal = await log.open({ sizeBytesMax: 1000, segmentBytesMax: 1 });
    await appendBody(wal, 'a'.repeat(700));
    await assert.rejects(appendBody(wal, 'b'.repeat(300)), refusedWith('log-full'));
    const segment = await wal.nextSealed();
    assert(segment);
    await wal.trim(segment);
    assert.equal(wal.sizeBytes, 0);
    await appendBody(wal, 'b'.repeat(300));
    assert.equal((await log.drain(wal)).flat().length, 1);
  });

  it('refuses when too much waits for the disk, and after close', async () => {
    const log = new TestLog();
    const wal = await log.open({ waitingBytesMax: 1000 });
    const first = appendBody(wal, 'a'.repeat(900));
    await assert.rejects(appendBody(wal, 'b'.repeat(900)), refusedWith('log-busy'));
    await first;
    await wal.close();
    await assert.rejects(appendBody(wal, 'c'), refusedWith('log-closed'));
  });

  it('a full disk refuses at once and nothing torn stays; it goes on by itself', async () => {
    const log = new TestLog();
    const failures: Error[] = [];
    const wal = await log.open({ onFailure: (error) => failures.push(error) });
    await appendBody(wal, 'before');
    log.disk.isFull = true;
    await assert.rejects(appendBody(wal, 'lost '.repeat(1000)), refusedWith('log-full'));
    assert.equal(wal.isFailed, true);
    assert.equal(failures.length, 1);
    await assert.rejects(appendBody(wal, 'too soon'), refusedWith('log-full'));
    log.disk.isFull = false;
    log.time.advance(1000);
    await appendBody(wal, 'after');
    assert.equal(wal.isFailed, false);
    assert.deepEqual(await log.drain(wal), [['before'], ['after']]);
  });

  it('an fsync error is final for its segment: the rest is cut off, the next goes into a new one', async () => {
    const log = new TestLog();
    const wal = await log.open();
    await appendBody(wal, 'before');
    log.disk.failNext('fsync');
    await assert.rejects(appendBody(wal, 'lost'), refusedWith('log-failed'));
    log.time.advance(1000);
    await appendBody(wal, 'after');
    assert.deepEqual(await log.drain(wal), [['before'], ['after']]);
    log.disk.crash();
    assert.deepEqual(await log.drain(await log.reopen()), [['before'], ['after']]);
  });

  it('makes no new segment before the failed one is cut', async () => {
    const log = new TestLog();
    const wal = await log.open();
    await appendBody(wal, 'before');
    log.disk.failNext('fsync');
    log.disk.failNext('truncate', 2);
    await assert.rejects(appendBody(wal, 'lost'), refusedWith('log-failed'));
    log.time.advance(1000);
    await assert.rejects(appendBody(wal, 'lost too'), refusedWith('log-failed'));
    assert.equal(wal.segmentCount, 0);
    log.time.advance(1000);
    await appendBody(wal, 'after');
    assert.deepEqual(await log.drain(wal), [['before'], ['after']]);
  });

  it('opens on a full disk', async () => {
    const log = new TestLog();
    const wal = await log.open();
    await appendBody(wal, 'before');
    log.disk.isFull = true;
    const again = await log.reopen();
    await assert.rejects(appendBody(again, 'lost'), refusedWith('log-full'));
    log.disk.isFull = false;
    log.time.advance(1000);
    await appendBody(again, 'after');
    assert.deepEqual(await log.drain(again), [['before'], ['after']]);
  });

  it('uses no batch number twice', async () => {
    const log = new TestLog();
    const batches = new Set<bigint>();
    for (let life = 0; life < 20; life += 1) {
      const wal = await log.reopen();
      for (let count = 0; count < 3; count += 1) {
        await appendBody(wal, 'x');
        log.time.advance(500);
        const segment = await wal.nextSealed();
        assert(segment && !batches.has(segment.batch));
        batches.add(segment.batch);
        await wal.trim(segment);
      }
    }
    assert.equal(batches.size, 60);
  });
});

describe('idempotency keys', () => {
  it('answer a repeat as the first, also while it is under way', async () => {
    const log = new TestLog();
    const wal = await log.open();
    const first = wal.append([testEntry('a'), testEntry('b\nc')], 3, 'key');
    const answers = await Promise.all([
      first,
      appendBody(wal, 'x', 'key'),
      appendBody(wal, 'x', 'key'),
    ]);
    assert.deepEqual(answers, [
      { rows: 3, isRepeat: false },
      { rows: 3, isRepeat: true },
      { rows: 3, isRepeat: true },
    ]);
    assert.deepEqual(await log.drain(wal), [['a', 'b\nc']]);
  });

  it('let the next one try when the first failed', async () => {
    const log = new TestLog();
    const wal = await log.open();
    await appendBody(wal, 'before');
    log.disk.failNext('fsync');
    const first = appendBody(wal, 'a', 'key');
    const second = appendBody(wal, 'a', 'key');
    await assert.rejects(first);
    await assert.rejects(second, refusedWith('log-failed'));
    log.time.advance(1000);
    assert.deepEqual(await appendBody(wal, 'a', 'key'), { rows: 1, isRepeat: false });
    assert.deepEqual(await log.drain(wal), [['before'], ['a']]);
  });

  it('survive kills, with their segment and after it was trimmed', async () => {
    const log = new TestLog();
    await appendBody(await log.open(), 'a\nb', 'key');
    const second = await log.reopen();
    assert.deepEqual(await appendBody(second, 'a\nb', 'key'), { rows: 2, isRepeat: true });
    const segment = await second.nextSealed();
    assert(segment?.isRecovered);
    assert.deepEqual(await bodiesOf(log.disk.fileSystem(), segment), ['a\nb']);
    await second.trim(segment);
    log.disk.crash();
    const third = await log.reopen();
    assert.deepEqual(await appendBody(third, 'a\nb', 'key'), { rows: 2, isRepeat: true });
  });

  it('of recovered segments are kept when these are trimmed after close', async () => {
    const log = new TestLog();
    const first = await log.open({ segmentBytesMax: 1 });
    for (const key of ['k1', 'k2', 'k3']) await appendBody(first, key, key);
    const second = await log.reopen();
    await second.close();
    for (let segment = await second.nextSealed(); segment; segment = await second.nextSealed()) {
      await second.trim(segment);
    }
    const third = await log.reopen();
    for (const key of ['k1', 'k2', 'k3']) {
      assert.deepEqual(await appendBody(third, key, key), { rows: 1, isRepeat: true }, key);
    }
  });
});
