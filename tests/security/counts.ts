// How much the tests of this folder do: little in `make test`, everything in `make test-security`.
import { countsOf } from '../harness/counts.ts';

/** A count: that of the variable `name` if it is set, else the full one when SECURITY_FULL=1. */
export const countOf = countsOf('SECURITY_FULL');

/** Repeats a run's inputs: SECURITY_SEED, or another one each time. Printed with every result. */
export const securitySeed = Number(process.env['SECURITY_SEED'] ?? Date.now() % 1_000_000);

/** Whole numbers from 0 to below `end`, the same for the same seed. */
export type Random = (end: number) => number;

/** A generator of its own, so that tests do not disturb each other. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (end) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * end);
  };
}

/** Runs `work` for all items, `width` at a time. */
export async function eachOf<Item>(
  items: readonly Item[],
  width: number,
  work: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) await work(item, index);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}
