// A damaged segment costs what is damaged and nothing else, and the log opens whatever its folder holds.
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { encodeRow } from './row.ts';
import { below, seededRandom } from './testing/random.ts';
import { appendBody, bodiesOf, testDir, testEntry, TestLog } from './testing/test-log.ts';
import type { Wal } from './wal.ts';

const bodies = Array.from({ length: 12 }, (_, index) => `line ${index} ${'y'.repeat(index * 7)}`);

/** A log that was killed with these bodies in its only segment. */
async function killedLog(): Promise<{ log: TestLog; file: string; bytes: Buffer }> {
  const log = new TestLog();
  const wal = await log.open();
  for (const body of bodies) await appendBody(wal, body);
  log.disk.kill();
  const file = log.segments()[0] ?? '';
  return { log, file, bytes: log.disk.readFile(file) };
}

/** Offsets at which the rows of a segment start, and its size. */
function rowStarts(bytes: Buffer): number[] {
  const starts: number[] = [];
  for (let at = bytes.indexOf('GCR1'); at !== -1; at = bytes.indexOf('GCR1', at + 1))
    starts.push(at);
  return [...starts, bytes.length];
}

async function recoveredBodies(log: TestLog, wal: Wal): Promise<string[]> {
  return (await log.drain(wal)).flat();
}

describe('damage to the log', () => {
  it('a segment cut at any byte of its last three rows keeps the rows before the cut', async () => {
    const { log, file, bytes } = await killedLog();
    const starts = rowStarts(bytes);
    assert.equal(starts.length, bodies.length + 2);
    for (let size = starts.at(-4) ?? 0; size < bytes.length; size += 1) {
      log.disk.writeFile(file, bytes.subarray(0, size));
      const whole = starts.filter((start) => start > 0 && start <= size).length - 1;
      assert.deepEqual(
        await recoveredBodies(log, await log.reopen()),
        bodies.slice(0, whole),
        `cut at ${size}`,
      );
    }
  });

  it('a flipped bit costs at most the row that it is in', async () => {
    const { log, file, bytes } = await killedLog();
    const starts = rowStarts(bytes);
    const random = seededRandom(7);
    for (let flip = 0; flip < 1000; flip += 1) {
      const damaged = Buffer.from(bytes);
      const at = below(random, bytes.length);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << below(random, 8));
      log.disk.writeFile(file, damaged);
      const hit = starts.findLastIndex((start) => start <= at) - 1;
      const rest = bodies.filter((_, index) => index !== hit);
      assert.deepEqual(await recoveredBodies(log, await log.reopen()), rest, `flip at ${at}`);
    }
  });

  it('keeps damaged bytes in the quarantine and counts them', async () => {
    const { log, file, bytes } = await killedLog();
    const starts = rowStarts(bytes);
    const [start = 0, end = 0] = starts.slice(3, 5);
    const damaged = Buffer.from(bytes);
    damaged[end - 1] = (damaged[end - 1] ?? 0) ^ 1;
    log.disk.writeFile(file, damaged);
    await log.reopen();
    const [kept = ''] = log.disk.paths(path.join(testDir, 'quarantine'));
    assert.deepEqual(log.disk.readFile(kept), damaged.subarray(start, end));
    assert.match(log.metrics.render(), /groundcrew_wal_damaged_ranges_total 1\n/);
  });

  it('drops a tail of zeros and a file of zeros', async () => {
    const { log, file, bytes } = await killedLog();
    log.disk.writeFile(file, Buffer.concat([bytes, Buffer.alloc(100_000)]));
    const zeros = path.join(testDir, 'segment-0000000007-00ab00.rows');
    log.disk.writeFile(zeros, Buffer.alloc(5000));
    log.disk.writeFile(path.join(testDir, 'segment-0000000008-00ab00.rows'), Buffer.alloc(0));
    assert.deepEqual(await recoveredBodies(log, await log.reopen()), bodies);
    assert.deepEqual(log.segments(), [file]);
    assert.deepEqual(log.disk.paths(path.join(testDir, 'quarantine')), []);
  });

  it('opens without a middle segment, without its own file, and beside foreign files', async () => {
    const log = new TestLog();
    const wal = await log.open({ segmentBytesMax: 1 });
    for (const body of ['a', 'b', 'c']) await appendBody(wal, body);
    log.disk.removeFile(log.segments()[1] ?? '');
    log.disk.removeFile(path.join(testDir, 'log'));
    log.disk.writeFile(path.join(testDir, 'notes.txt'), Buffer.from('mine'));
    log.disk.writeFile(path.join(testDir, 'keys-3'), Buffer.from('not a key'));
    const again = await log.reopen();
    await appendBody(again, 'd', 'key');
    assert.deepEqual(await log.drain(again), [['a'], ['c'], ['d']]);
    assert.equal(String(log.disk.readFile(path.join(testDir, 'notes.txt'))), 'mine');
  });

  it('moves a copy of a segment out of the log', async () => {
    const { log, file, bytes } = await killedLog();
    const copy = file.replace(/segment-[0-9a-f]{10}/, 'segment-00000000ff');
    log.disk.writeFile(copy, bytes);
    assert.deepEqual(await recoveredBodies(log, await log.reopen()), bodies);
    assert.deepEqual(log.segments(), [file]);
    assert.equal(log.disk.paths(path.join(testDir, 'quarantine')).length, 1);
  });

  it('leaves a segment of another version in its place', async () => {
    const log = new TestLog();
    const file = path.join(testDir, 'segment-0000000001-00ab00.rows');
    const meta = '{"version":2,"log":43776,"segment":1}';
    log.disk.writeFile(file, encodeRow(0, 1n, meta, Buffer.alloc(0)).head);
    const wal = await log.open();
    await appendBody(wal, 'new');
    assert.deepEqual(await log.drain(wal), [['new']]);
    assert.equal(log.segments()[0], file);
  });

  it('keeps an unacknowledged append of several entries whole or not at all', async () => {
    const log = new TestLog();
    const wal = await log.open();
    await appendBody(wal, 'before');
    await wal.append(['x', 'y', 'z'].map(testEntry), 3, 'key');
    const [file = ''] = log.segments();
    const bytes = log.disk.readFile(file);
    for (let cut = 1; cut < 60; cut += 7) {
      log.disk.writeFile(file, bytes.subarray(0, bytes.length - cut));
      const again = await log.reopen();
      assert.deepEqual(await appendBody(again, 'w', 'key'), { rows: 1, isRepeat: false });
      assert.deepEqual(await log.drain(again), [['before'], ['w']]);
      for (const segment of log.segments()) log.disk.removeFile(segment);
    }
  });

  it('a damaged part of an acknowledged append costs only itself', async () => {
    const log = new TestLog();
    const wal = await log.open({ segmentBytesMax: 1 });
    await wal.append(['part 1', 'part 2', 'part 3'].map(testEntry), 3, 'key');
    await appendBody(wal, 'after');
    const [file = ''] = log.segments();
    const bytes = log.disk.readFile(file);
    bytes.write('PART', bytes.indexOf('part 2'));
    log.disk.writeFile(file, bytes);
    const expected = [['part 1', 'part 3'], ['after']];
    assert.deepEqual(await log.drain(await log.reopen()), expected);
    log.disk.removeFile(log.segments()[1] ?? '');
    const again = await log.reopen();
    assert.deepEqual(await appendBody(again, 'w', 'key'), { rows: 3, isRepeat: true });
    assert.deepEqual(await log.drain(again), [['part 1', 'part 3']], 'judged once and for all');
  });

  it('is not led astray by bodies that look like rows', async () => {
    const { bytes } = await killedLog();
    const log = new TestLog();
    const wal = await log.open();
    const body = Buffer.concat([bytes, Buffer.from('GCR1'.repeat(5000)), bytes]);
    await wal.append([{ ...testEntry('x'), body, rows: 1 }], 1);
    await appendBody(wal, 'next');
    const [file = ''] = log.segments();
    const damaged = log.disk.readFile(file);
    damaged[200] = (damaged[200] ?? 0) ^ 1;
    log.disk.writeFile(file, damaged);
    assert.deepEqual(await log.drain(await log.reopen()), [['next']]);
  });

  it('readSegment passes over damage', async () => {
    const { log, file, bytes } = await killedLog();
    const damaged = Buffer.from(bytes);
    damaged.fill(0, 0, rowStarts(bytes)[3]);
    log.disk.writeFile(file, damaged);
    const segment = { path: file, batch: 0n, sizeBytes: 0, rows: 0, runRows: 0, isRecovered: true };
    assert.deepEqual(await bodiesOf(log.disk.fileSystem(), segment), bodies.slice(2));
  });
});
