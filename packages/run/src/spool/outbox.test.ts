// The chunk on its way survives: after a crash at any byte of a write it is the old one or the new one, never a third.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Chunk, noProgress, Outbox } from './outbox.ts';

const chunk = (number: number, text: string): Chunk => ({
  after: { ...noProgress, chunk: number, lines: number * 10 },
  body: Buffer.from(text),
});

test('a chunk is pending until it is sent, also for who opens the outbox anew', () => {
  const folder = mkdtempSync(join(tmpdir(), 'groundcrew-outbox-'));
  try {
    const outbox = new Outbox(folder);
    assert.equal(outbox.pending, undefined);
    outbox.put(chunk(1, 'one\n'));
    const again = new Outbox(folder);
    assert.deepEqual(again.pending?.body.toString(), 'one\n');
    again.sent();
    again.close();
    const third = new Outbox(folder);
    assert.equal(third.pending, undefined);
    assert.deepEqual(third.progress, chunk(1, '').after);
    third.close();
    outbox.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a write that stopped at any byte leaves the chunk before it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'groundcrew-outbox-'));
  try {
    const path = join(folder, 'outbox');
    const outbox = new Outbox(folder);
    outbox.put(chunk(1, 'one\n'));
    outbox.sent();
    outbox.put(chunk(2, 'two\n'));
    outbox.sent();
    const before = readFileSync(path);
    outbox.put(chunk(3, 'the third chunk\n'));
    outbox.close();
    const after = readFileSync(path);
    const changed = [...before.keys()].filter((index) => before[index] !== after[index]);
    assert.ok(changed.length > 10);
    for (const cut of changed) {
      writeFileSync(path, Buffer.concat([after.subarray(0, cut), before.subarray(cut)]));
      const torn = new Outbox(folder);
      assert.equal(torn.progress.chunk, 2, `cut at ${cut}`);
      assert.equal(torn.pending, undefined);
      torn.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
