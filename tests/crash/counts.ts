// How much the tests of this folder and of tests/resilience do: little in `make test`, everything in `make test-crash`.
import { countsOf } from '../harness/counts.ts';

/** A count or a size: that of the variable `name` if it is set, else the full one when CRASH_FULL=1. */
export const countOf = countsOf('CRASH_FULL');

/** Repeats a run's moments: CRASH_SEED, or another one each time. Printed with every result. */
export const crashSeed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);

/** Whole numbers from `from` to below `to`, the same for the same seed. */
export function seededNumbers(seed: number): (from: number, to: number) => number {
  let state = seed >>> 0;
  return (from, to) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return from + ((state >>> 8) % (to - from));
  };
}

/** `count` of the items, evenly spread, the first and the last among them. */
export function spread<Item>(items: readonly Item[], count: number): Item[] {
  if (count >= items.length) return [...items];
  const step = (items.length - 1) / Math.max(1, count - 1);
  return Array.from({ length: count }, (_, index) => items[Math.round(index * step)]).flatMap(
    (item) => item ?? [],
  );
}
