import assert from 'node:assert/strict';
import {
  appendFileSync,
  linkSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { test } from 'node:test';
import { silentLog } from '@groundcrew/runtime';
import { KeptLines, startFollowing, testFolder, until } from './testing/follow.ts';

/** A folder with logs, and what an engine over it kept. */
function openLogs() {
  const files = testFolder();
  const logs = `${files.folder}/logs`;
  mkdirSync(logs);
  return {
    logs,
    state: `${files.folder}/state`,
    kept: new KeptLines(),
    [Symbol.dispose]: () => files[Symbol.dispose](),
  };
}

const pause = (ms: number) => new Promise((wake) => setTimeout(wake, ms));

test('one file under several names is read once; lines have a service and a host', async () => {
  using place = openLogs();
  const { logs, state, kept } = place;
  writeFileSync(`${logs}/web.log`, 'a\n');
  linkSync(`${logs}/web.log`, `${logs}/hard.log`);
  symlinkSync(`${logs}/web.log`, `${logs}/soft.log`);
  const engine = startFollowing({
    rules: [{ pattern: `${logs}/*.log` }],
    sink: kept.sink(),
    state,
  });
  await until('the first line', () => kept.lines.length > 0);
  appendFileSync(`${logs}/soft.log`, 'b\n');
  await until('the second line', () => kept.lines.length > 1);
  await pause(30);
  await engine.stop();
  assert.deepEqual(kept.lines, ['a', 'b']);
  assert.deepEqual([kept.defaults[0]?.service, kept.defaults[0]?.host], ['hard', 'test-host']);
});

test('from the end means later lines of old files, and all lines of new ones', async () => {
  using place = openLogs();
  const { logs, state, kept } = place;
  writeFileSync(`${logs}/old.log`, 'old\npart');
  const rules = [{ pattern: `${logs}/*.log`, from: 'end' as const }];
  const first = startFollowing({ rules, sink: kept.sink(), state });
  await until('the file is followed', () => /groundcrew_tail_files 1/.test(first.metrics.render()));
  appendFileSync(`${logs}/old.log`, 'ial\n');
  await until('the line is kept', () => kept.lines.length === 1);
  await first.stop();
  writeFileSync(`${logs}/new.log`, 'new\n');
  const second = startFollowing({ rules, sink: kept.sink(), state });
  await until('the new file is read', () => kept.lines.length === 2);
  await second.stop();
  assert.deepEqual(kept.lines, ['partial', 'new']);
});

test('a partial line waits until its file is gone, or as long as the entry says', async () => {
  using place = openLogs();
  const { logs, state, kept } = place;
  writeFileSync(`${logs}/waits.log`, 'one\nwaits');
  writeFileSync(`${logs}/aged.log`, 'two\naged');
  const rules = [
    { pattern: `${logs}/waits.log` },
    { pattern: `${logs}/aged.log`, partialLineMs: 50 },
  ];
  const engine = startFollowing({ rules, sink: kept.sink(), state });
  await until('the aged line', () => kept.lines.includes('aged'));
  await pause(60);
  assert.deepEqual(kept.lines.toSorted(), ['aged', 'one', 'two']);
  rmSync(`${logs}/waits.log`);
  await until('the line of the deleted file', () => kept.lines.includes('waits'));
  await engine.stop();
});

test('a line of many megabytes is one cut record', async () => {
  using place = openLogs();
  const { logs, state, kept } = place;
  writeFileSync(`${logs}/a.log`, 'before\n');
  for (let n = 0; n < 6; n++) appendFileSync(`${logs}/a.log`, Buffer.alloc(1024 * 1024, 'x'));
  const engine = startFollowing({
    rules: [{ pattern: `${logs}/a.log` }],
    sink: kept.sink(),
    state,
  });
  await until('the line before', () => kept.lines.length === 1);
  appendFileSync(`${logs}/a.log`, 'end\nafter\n');
  await until('the line after', () => kept.lines.length === 3);
  await engine.stop();
  assert.deepEqual(
    kept.lines.map((line) => line.length),
    [6, 4096, 5],
  );
});

test('a file that lost its end is followed from there', async () => {
  using place = openLogs();
  const { logs, state, kept } = place;
  const lines = Array.from({ length: 200 }, (_, n) => `line ${n}`);
  writeFileSync(`${logs}/a.log`, `${lines.join('\n')}\n`);
  const rules = [{ pattern: `${logs}/a.log` }];
  const first = startFollowing({ rules, sink: kept.sink(), state });
  await until('all lines', () => kept.lines.length === 200);
  await first.stop();
  truncateSync(`${logs}/a.log`, `${lines.slice(0, 150).join('\n')}\n`.length);
  const second = startFollowing({ rules, sink: kept.sink(), state });
  await until('it is noticed', () =>
    /errors_total\{reason="shrunk"\} 1/.test(second.metrics.render()),
  );
  appendFileSync(`${logs}/a.log`, 'again\n');
  await until('the new line', () => kept.lines.length === 201);
  await second.stop();
  assert.equal(kept.lines.at(-1), 'again');
});

test('problems are said once', async () => {
  using place = openLogs();
  const { logs, state, kept } = place;
  const said: object[] = [];
  const log = { ...silentLog, warn: (fields: object) => said.push(fields) };
  for (const name of ['a', 'b', 'c']) writeFileSync(`${logs}/${name}.log`, `${name}\n`);
  const rules = [{ pattern: `${logs}/*.log` }];
  const engine = startFollowing({ rules, sink: kept.sink(), state, filesMax: 2, log });
  await until('two files', () => kept.lines.length === 2);
  await pause(50);
  assert.match(
    engine.metrics.render(),
    /groundcrew_tail_problem\{path=".*\*\.log",reason="too-many-files"\} 1/,
  );
  await engine.stop();
  assert.equal(said.length, 1);
});

test('a thousand files are followed with few of them open', async () => {
  using place = openLogs();
  const { logs, state, kept } = place;
  const count = 1000;
  for (let n = 0; n < count; n++) writeFileSync(`${logs}/${n}.log`, `file ${n}\n`);
  const engine = startFollowing({
    rules: [{ pattern: `${logs}/*.log` }],
    sink: kept.sink(),
    state,
  });
  await until('every file', () => kept.lines.length >= count);
  const open = Number(/groundcrew_tail_open_files (\d+)/.exec(engine.metrics.render())?.[1]);
  assert.ok(open <= 256, `${open} are open`);
  appendFileSync(`${logs}/7.log`, 'more\n');
  await until('one more line', () => kept.lines.length === count + 1);
  await engine.stop();
  assert.equal(new Set(kept.lines).size, count + 1);
});
