// States that copytruncate leaves on disk between its steps, each met by an engine that sees nothing else.
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { KeptLines, startFollowing, testFolder, until } from './testing/follow.ts';
import { CrashPoint } from './testing/lossy-file-system.ts';

/** A folder with a log and its rotations, and what was kept of them. */
function openLogs() {
  const files = testFolder();
  const logs = `${files.folder}/logs`;
  mkdirSync(logs);
  const kept = new KeptLines();
  return {
    log: `${logs}/app.log`,
    kept,
    /** Follows until all these lines are kept. */
    async follow(lines: readonly string[], pattern = 'app.log', goneMs = 300): Promise<void> {
      const rules = [{ pattern: `${logs}/${pattern}` }];
      const state = `${files.folder}/state`;
      const engine = startFollowing({ rules, sink: kept.sink(), state, goneMs });
      try {
        await until(lines.join(), () => lines.every((line) => kept.lines.includes(line)));
      } finally {
        await engine.stop();
      }
    },
    /** Follows until what is read next was announced; then everything stops, before or after it is kept. */
    async crash(isKept: boolean): Promise<void> {
      const crash = new CrashPoint();
      const sink = kept.sink(crash, () => (isKept ? 0 : 1));
      const rules = [{ pattern: `${logs}/app.log` }];
      crash.hasCrashed = true;
      await startFollowing({ rules, sink, state: `${files.folder}/state` }).ended;
    },
    [Symbol.dispose]: () => files[Symbol.dispose](),
  };
}

const linesOf = (name: string, count = 40) =>
  Array.from({ length: count }, (_, n) => `${name}-${n} ${'x'.repeat(n)}`);
const textOf = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

for (const pattern of ['app.log', 'app.log*']) {
  for (const size of [0, 3, 700, Number.POSITIVE_INFINITY]) {
    test(`${size} bytes of a copy of a log that was never seen, followed as ${pattern}`, async () => {
      using place = openLogs();
      const { log, kept } = place;
      const [a, b, c] = [linesOf('a'), linesOf('b'), linesOf('c')];
      writeFileSync(log, textOf(a));
      await place.follow(a, pattern);
      writeFileSync(`${log}.2`, textOf(a));
      writeFileSync(log, textOf(b));
      writeFileSync(`${log}.1`, textOf(b).slice(0, size));
      await place.follow(b, pattern);
      writeFileSync(`${log}.1`, textOf(b));
      truncateSync(log);
      appendFileSync(log, textOf(c));
      await place.follow(c, pattern);
      assert.deepEqual(kept.lines.toSorted(), [...a, ...b, ...c].toSorted());
    });
  }
}

test('a line that a copy cuts is a line at once, its end begins the log anew', async () => {
  using place = openLogs();
  const { log, kept } = place;
  writeFileSync(log, 'whole\npart');
  const following = place.follow(['whole', 'part', 'ial', 'next'], 'app.log', 60_000);
  await until('the first line', () => kept.lines.length === 1);
  writeFileSync(`${log}.1`, 'whole\npart');
  truncateSync(log);
  appendFileSync(log, 'ial\nnext\n');
  await following;
  assert.deepEqual(kept.lines.toSorted(), ['ial', 'next', 'part', 'whole']);
});

test('a rotated file that nobody wrote to for long ends where it ends', async () => {
  using place = openLogs();
  const { log, kept } = place;
  writeFileSync(log, 'first\n');
  await place.follow(['first']);
  writeFileSync(`${log}.2`, 'first\n');
  writeFileSync(`${log}.1`, 'second\npart');
  writeFileSync(log, 'third\npart');
  await place.follow(['second', 'part', 'third']);
  assert.deepEqual(kept.lines, [...new Set(kept.lines)], 'that of the log itself waits');
});

for (const isKept of [false, true]) {
  test(`more was announced than a copy has, and was ${isKept ? '' : 'not '}kept`, async () => {
    using place = openLogs();
    const { log, kept } = place;
    const lines = linesOf('a', 10);
    writeFileSync(log, textOf(lines));
    await place.crash(isKept);
    const copied = lines.slice(0, 6);
    writeFileSync(`${log}.1`, textOf(copied));
    const agoSeconds = Date.now() / 1000 - 60;
    utimesSync(`${log}.1`, agoSeconds, agoSeconds);
    truncateSync(log);
    appendFileSync(log, 'after\n');
    await place.follow([...copied, 'after']);
    assert.deepEqual(kept.lines.toSorted(), ['after', ...(isKept ? lines : copied)].toSorted());
  });
}
