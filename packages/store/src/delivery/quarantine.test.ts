import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type Clock, silentLog } from '@groundcrew/runtime';
import { type DeadLetters, openDeadLetters } from './dead-letters.ts';
import type { Failure } from './failure.ts';
import { openQuarantine, type Probe } from './quarantine.ts';
import { harmlessSegment, readSegmentLines } from './segment-lines.ts';

const refused: Failure = { kind: 'refused', code: 469, reason: 'constraint' };

describe('quarantine', () => {
  let folder: string;
  let deadLetters: DeadLetters;
  let nowMs: number;
  let spentMs: number;
  let counted: number;
  const clock: Clock = { nowNs: () => 0n, monotonicMs: () => nowMs };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quarantine-'));
    nowMs = 0;
    spentMs = 0;
    counted = 0;
    const options = { sizeBytesMax: 1e6, log: silentLog, onRemoved() {} };
    deadLetters = await openDeadLetters({ ...options, folder: join(folder, 'letters') });
    const fixed = harmlessSegment().subarray(0, 18);
    const body = Buffer.from('good\nbad 1\ngood\n\xff bad', 'latin1');
    await writeFile(
      join(folder, 'segment'),
      Buffer.concat([fixed, Buffer.from([body.length]), body]),
    );
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = (probe: Partial<Probe>) =>
    openQuarantine(
      {
        batch: 5n,
        path: join(folder, 'segment'),
        sizeBytes: 1,
        rows: 4,
        runRows: 0,
        isRecovered: false,
      },
      {
        probe: {
          prepare: () => Promise.resolve(undefined),
          ask: refuseBad,
          ...probe,
          get spentMs() {
            return spentMs;
          },
        },
        deadLetters,
        clock,
        log: silentLog,
        budgetMs: 1_000,
        onDeadLetters: (rows) => (counted += rows),
      },
    );
  const refuseBad = (file: Buffer) =>
    Promise.resolve(file.includes('bad') ? `bad among ${readSegmentLines(file).rows}` : undefined);

  it('puts exactly the refused rows aside, with reason and line', async () => {
    await open({}).examine(refused);
    assert.deepEqual(await deadLetters.excluded(5n), new Set([1, 3]));
    const base64 = Buffer.from('\xff bad', 'latin1').toString('base64');
    const common = { time: '1970-01-01T00:00:00.000Z', batch: '5', reason: 'bad among 1' };
    assert.deepEqual(await deadLetters.list({ limit: 9 }), [
      { ...common, row: 1, line: 'bad 1' },
      { ...common, row: 3, line_base64: base64 },
    ]);
    assert.equal(counted, 2);
  });

  it('puts nothing aside when the store refuses anything at all', async () => {
    await open({ prepare: () => Promise.resolve('no such table') }).examine(refused);
    assert.equal(await deadLetters.excluded(5n), undefined);
  });

  it('puts a batch aside whole only after refusals stayed unexplained for their time', async () => {
    const quarantine = open({ ask: () => Promise.resolve(undefined) });
    for (let refusal = 0; refusal < 6; refusal++) await quarantine.examine(refused);
    assert.equal(await deadLetters.excluded(5n), undefined);
    nowMs = 1_000;
    await quarantine.examine(refused);
    assert.equal(await deadLetters.excluded(5n), 'all');
    assert.equal(counted, 4);
  });

  it('condemns what it could not look at in time', async () => {
    const quarantine = open({
      ask: (file) => {
        spentMs += 600;
        return refuseBad(file);
      },
    });
    await quarantine.examine(refused);
    assert.deepEqual(await deadLetters.excluded(5n), new Set([0, 1, 2, 3]));
  });
});
