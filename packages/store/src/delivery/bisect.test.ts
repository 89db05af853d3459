import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { findRefusedRows, type RowRange } from './bisect.ts';

const store = (bad: ReadonlySet<number>) => {
  let questions = 0;
  const probe = (range: RowRange) => {
    questions += 1;
    const found = [...bad].find((row) => row >= range.from && row < range.to);
    return Promise.resolve(found === undefined ? undefined : `row ${found}`);
  };
  return { probe, questions: () => questions };
};

describe('findRefusedRows', () => {
  it('finds exactly the refused rows, each with its own reason', async () => {
    const rows = fc.integer({ min: 0, max: 300 });
    const property = fc.asyncProperty(rows, fc.uniqueArray(fc.nat(299)), async (count, chosen) => {
      const bad = new Set(chosen.filter((row) => row < count));
      const result = await findRefusedRows({
        rows: count,
        probe: store(bad).probe,
        isOver: () => false,
      });
      const expected = [...bad].sort((a, b) => a - b).map((row) => ({ row, reason: `row ${row}` }));
      assert.deepEqual(result, { refused: expected, isJoint: false });
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it('asks about two questions for each halving', async () => {
    const { probe, questions } = store(new Set([31_337]));
    await findRefusedRows({ rows: 50_000, probe, isOver: () => false });
    assert.ok(questions() <= 2 * 16 + 1, `${questions()} questions`);
  });

  it('condemns what is left when its time is over, and nothing that was already cleared', async () => {
    const { probe, questions } = store(new Set([10]));
    const result = await findRefusedRows({ rows: 64, probe, isOver: () => questions() >= 5 });
    assert.deepEqual(
      result.refused.map((each) => each.row),
      Array.from({ length: 16 }, (_, index) => index),
    );
  });

  it('says when no row alone is to blame', async () => {
    const probe = (range: RowRange) =>
      Promise.resolve(range.to - range.from > 8 ? 'many' : undefined);
    const result = await findRefusedRows({ rows: 16, probe, isOver: () => false });
    assert.deepEqual(result, { refused: [], isJoint: true });
  });
});
