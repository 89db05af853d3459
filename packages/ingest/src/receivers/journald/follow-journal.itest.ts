// With a stand-in for journalctl, since a test cannot have a journal of its own: it prints entries from a cursor on, and
// then waits, as journalctl does. What the real one prints is in cases/.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { Metrics, silentLog, systemClock } from '@groundcrew/runtime';
import { nodeFileSystem } from '@groundcrew/wal';
import { KeptLines, testFolder, until } from '../../tail/testing/follow.ts';
import type { LineSink } from '../receiver.ts';
import { followJournal, isMissingProgram } from './follow-journal.ts';

const program = (count: number) => `#!${process.execPath}
const first = process.argv.find((a) => a.startsWith('--cursor='));
for (let n = first ? Number(first.slice('--cursor=c'.length)) : 0; n < ${count}; n++)
  console.log(JSON.stringify({ __CURSOR: 'c' + n, __REALTIME_TIMESTAMP: '1763600000000000', MESSAGE: 'entry ' + n, SYSLOG_IDENTIFIER: 'x' }));
setInterval(() => {}, 1000);
`;

/** A folder in which `journalctl` is our own; the process ends with the test. */
function openJournal() {
  const files = testFolder();
  const bin = `${files.folder}/bin`;
  mkdirSync(bin);
  // oxlint-disable-next-line node/no-process-env -- where programs are looked for
  process.env['PATH'] = bin;
  return {
    folder: `${files.folder}/state`,
    write(count: number) {
      writeFileSync(`${bin}/journalctl`, program(count));
      chmodSync(`${bin}/journalctl`, 0o755);
    },
    [Symbol.dispose]: () => files[Symbol.dispose](),
  };
}

function follow(folder: string, sink: LineSink) {
  const ending = new AbortController();
  const context = { folder, clock: systemClock, log: silentLog, metrics: new Metrics() };
  const ended = followJournal({
    units: [],
    from: 'start',
    fs: nodeFileSystem,
    sink,
    signal: ending.signal,
    context,
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  return {
    ended,
    stop: () => {
      ending.abort();
      return ended;
    },
  };
}

const numbers = (kept: KeptLines) =>
  kept.lines.map((line) => Number(/entry (\d+)/.exec(line)?.[1]));
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

test('each entry is kept once, across restarts and lost answers', async () => {
  using journal = openJournal();
  const kept = new KeptLines();
  journal.write(3000);
  const first = follow(journal.folder, kept.sink());
  await until('the first entries', () => kept.lines.length === 3000);
  await first.stop();
  journal.write(5000);
  // Kept, but the answer is lost: the next start sends the same entries with the same key.
  const inner = kept.sink();
  let appends = 0;
  const lossy: LineSink = {
    ...inner,
    append: async (...call) => {
      const outcome = await inner.append(...call);
      if (outcome === 'new' && ++appends === 1) throw new Error('lost');
      return outcome;
    },
  };
  const second = follow(journal.folder, lossy);
  assert.match(String(await second.ended), /lost/);
  journal.write(7000);
  const third = follow(journal.folder, kept.sink());
  await until('all entries', () => kept.lines.length >= 7000);
  await third.stop();
  assert.deepEqual(numbers(kept), upTo(7000));
});

test('a journalctl that ends is an error with what it said; one that is not there is told apart', async () => {
  using journal = openJournal();
  const missing = await follow(journal.folder, new KeptLines().sink()).ended;
  assert.ok(isMissingProgram(missing));
  journal.write(1);
  const path = `${journal.folder}/../bin/journalctl`;
  writeFileSync(path, `#!${process.execPath}\nconsole.error('no access'); process.exitCode = 3;\n`);
  const ended = await follow(journal.folder, new KeptLines().sink()).ended;
  assert.match(String(ended), /journalctl ended with 3: no access/);
});
