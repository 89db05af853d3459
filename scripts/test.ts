// Lists the compiled tests and runs them: `unit` in one process, `integration` one process a file.
// Usage: node scripts/test.ts unit|integration [PART OF A PATH…]
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';

const [lane, ...filters] = process.argv.slice(2);
const patterns: Record<string, string[]> = {
  unit: ['packages/*/dist/**/*.test.js', 'scripts/*.test.ts'],
  integration: ['packages/*/dist/**/*.itest.js', 'tests/dist/**/*.test.js'],
};
const wanted = patterns[lane ?? ''];
if (!wanted) {
  console.error('usage: node scripts/test.ts unit|integration [PART OF A PATH…]');
  process.exit(2);
}
// Those that take longest go first, so that none runs on alone at the end.
const longest = ['crash/kill-', 'wal-model', 'screen/', 'backup/', 'delivery/', 'tail/', 'run/'];
const turnOf = (file: string) => {
  const turn = longest.findIndex((part) => file.includes(part));
  return turn < 0 ? longest.length : turn;
};
const files = wanted
  .flatMap((pattern) => globSync(pattern))
  .filter((file) => filters.every((filter) => file.includes(filter)))
  .sort((a, b) => turnOf(a) - turnOf(b) || (a < b ? -1 : 1));
if (files.length === 0) {
  console.error(`no ${lane} test matches ${JSON.stringify(filters)}: build first with make build`);
  process.exit(1);
}
// Much of a test's time is waiting: three of them keep two cores busy.
const isolation = lane === 'unit' ? ['--test-isolation=none'] : ['--test-concurrency=3'];
const reporters = ['spec', './scripts/test-times.ts'].flatMap((reporter) => [
  `--test-reporter=${reporter}`,
  '--test-reporter-destination=stdout',
]);
const { status } = spawnSync(
  process.execPath,
  ['--enable-source-maps', '--test', ...isolation, ...reporters, ...files],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
