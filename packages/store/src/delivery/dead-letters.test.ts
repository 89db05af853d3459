import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { silentLog } from '@groundcrew/runtime';
import { type DeadLetter, type DeadLetters, openDeadLetters } from './dead-letters.ts';

describe('dead letters', () => {
  let folder: string;
  let removed: number;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dead-letters-'));
    removed = 0;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const openHere = (sizeBytesMax = 1_000_000): Promise<DeadLetters> =>
    openDeadLetters({
      folder,
      sizeBytesMax,
      log: silentLog,
      onRemoved: (rows) => (removed += rows),
    });
  const letter = (batch: bigint, row: number, line = 'x'): DeadLetter => ({
    time: '2026-01-01T00:00:00Z',
    batch: `${batch}`,
    row,
    reason: 'no',
    line,
  });

  it('remembers excluded rows over a restart, those of several calls together', async () => {
    const letters = await openHere();
    await letters.add(7n, [letter(7n, 3, 'separator \u2028 inside')]);
    await letters.add(7n, [letter(7n, 5)]);
    const again = await openHere();
    assert.deepEqual(await again.excluded(7n), new Set([3, 5]));
    assert.equal(await again.excluded(8n), undefined);
    assert.equal(again.rows, 2);
    assert.deepEqual(
      (await again.list({ limit: 10 })).map((each) => each.line),
      ['separator \u2028 inside', 'x'],
    );
  });

  it('keeps a whole segment and says so', async () => {
    const letters = await openHere();
    const path = join(folder, 'source');
    await writeFile(path, 'bytes');
    await letters.addSegment(9n, { time: '', batch: '9', reason: 'why', rows: 40 }, path);
    const again = await openHere();
    assert.equal(await again.excluded(9n), 'all');
    assert.equal(again.rows, 40);
    const [only] = await again.list({ limit: 5 });
    assert.equal(only?.file, '9.segment');
  });

  it('removes the oldest files past its bound, never the one just written, and counts their rows', async () => {
    const letters = await openHere(3_000);
    for (let batch = 1n; batch <= 6n; batch++) {
      await letters.add(batch, [letter(batch, 0, 'y'.repeat(900))]);
    }
    assert.equal(removed, 3);
    assert.ok(letters.sizeBytes <= 3_000);
    await letters.add(7n, [letter(7n, 0, 'z'.repeat(9_000))]);
    assert.deepEqual(await readdir(folder), ['7.ndjson']);
  });

  it('lists newest first, at most the limit', async () => {
    const letters = await openHere();
    await letters.add(1n, [letter(1n, 0)]);
    await letters.add(2n, [letter(2n, 0), letter(2n, 1)]);
    const listed = await letters.list({ limit: 2 });
    assert.equal(listed.length, 2);
    assert.ok(listed.every((each) => each.batch === '2'));
  });

  it('opens in spite of a damaged line and leftovers of a crash', async () => {
    await writeFile(
      join(folder, '4.ndjson'),
      `{"row": 1, "batch"\n${JSON.stringify(letter(4n, 2))}\n`,
    );
    await writeFile(join(folder, '5.ndjson.tmp'), 'half');
    await writeFile(join(folder, '6.segment'), 'orphan');
    const letters = await openHere();
    assert.deepEqual(await letters.excluded(4n), new Set([2]));
    assert.deepEqual(await readdir(folder), ['4.ndjson']);
  });
});
