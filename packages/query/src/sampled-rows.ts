// A fair sample of a selection: every k-th record by a hash of its place, the same ones each time.
import { type SqlPart, sql, value } from '@groundcrew/store';
import { badParameter } from './bad-parameter.ts';

/** Keeps one of `divisor` records; undefined when all are kept. Throws `bad-parameter`. */
export function sampleCondition(divisor: number): SqlPart | undefined {
  if (!Number.isSafeInteger(divisor) || divisor < 1 || divisor > 2 ** 32 - 1) {
    throw badParameter('sample', 'a whole number');
  }
  return divisor === 1 ? undefined : sql`cityHash64(batch, row) % ${value('UInt32', divisor)} = 0`;
}

/** The divisor that leaves about `wanted` of `total` records. */
export function divisorOf(total: number, wanted: number): number {
  return Math.max(1, Math.ceil(total / wanted));
}
