// A backup taken while the server takes lines holds everything acknowledged before it began, once, and restores into an
// empty folder: counted line by line, with the roll-up beside it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { find, ingest } from '../harness/api.ts';
import {
  cleanEnvironment,
  eventually,
  program,
  startServer,
  temporaryFolder,
} from '../harness/server.ts';
import { crew, sendUntil, sqlRows, type Loaded } from './load.ts';

/** More of them with `make test-install`. */
const rounds = Array.from(
  { length: Number(process.env['BACKUP_ROUNDS'] ?? 1) },
  (_, index) => index + 1,
);

const folder = temporaryFolder();
after(() => folder.remove());
const path = (name: string) => join(folder.path, name);

/** Asserts that every line acknowledged before is there once, and none twice; returns how many there are. */
async function assertHolds(url: string, sent: Loaded): Promise<number> {
  await eventually('the log is in the store', async () => {
    const ready = await fetch(`${url}/readyz`);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    return ready.ok && /^groundcrew_wal_segments 0$/m.test(metrics);
  });
  const [counted] = await sqlRows<{ total: string; different: string; acknowledged: string }>(
    url,
    `SELECT count() AS total, uniqExact(body) AS different,
            uniqExactIf(body, toUInt32(substring(body, 6)) < ${sent.acknowledged}) AS acknowledged
     FROM logs WHERE service = 'load'`,
  );
  assert.equal(Number(counted?.acknowledged), sent.acknowledged, 'no acknowledged line is missing');
  assert.equal(counted?.different, counted?.total, 'no line is there twice');
  const differences = await sqlRows(
    url,
    `SELECT batch, day, sum(a) AS rows, sum(b) AS rolled FROM (
       SELECT batch, toDate(time) AS day, 1 AS a, 0 AS b FROM logs
       UNION ALL SELECT batch, toDate(minute) AS day, 0 AS a, rows AS b FROM logs_per_minute)
     GROUP BY batch, day HAVING sum(a) != sum(b) LIMIT 3`,
  );
  assert.deepEqual(differences, [], 'the roll-up is that of the rows');
  return Number(counted?.total);
}

test('backups under load, each restored: nothing missing, nothing twice', async () => {
  const data = path('data');
  const server = await startServer(data);
  const stop = new AbortController();
  const load = sendUntil(server.url, stop.signal);
  try {
    await eventually('some is stored', () => load.acknowledged >= 4_000);
    for (const round of rounds) {
      const before = { acknowledged: load.acknowledged };
      await crew('backup', path(`backup ${round}`), '--data', data);
      assert.ok(load.acknowledged > before.acknowledged, 'lines are taken meanwhile');
      writeFileSync(path(`before-${round}`), String(before.acknowledged));
      await eventually('more is stored', () => load.acknowledged >= before.acknowledged + 2_000);
    }
  } finally {
    stop.abort();
    const problem = await load.ended.catch((error: unknown) => error);
    await server.stop('SIGKILL');
    assert.equal(problem, undefined);
  }
  for (const round of rounds) {
    const restored = path(`restored ${round}`);
    const told = await crew('restore', path(`backup ${round}`), '--data', restored, '--json');
    assert.ok((JSON.parse(told) as { logs: number }).logs > 0, told);
    const again = await startServer(restored);
    try {
      const before = Number(readFileSync(path(`before-${round}`), 'utf8'));
      const held = await assertHolds(again.url, { acknowledged: before });
      assert.ok(held <= load.sent, `${held} of ${load.sent}`);
      // What comes now gets numbers of its own: a batch number used twice would lose it after the next crash.
      await ingest(again.url, '{"message":"after the restore","service":"new"}');
      await eventually(
        'it is found',
        async () => (await find(again.url, 'service:new')).length === 1,
      );
      assert.doesNotMatch(again.stderr(), /another number of rows|held a part of a batch/);
    } finally {
      assert.equal((await again.stop()).code, 0);
    }
  }
});

test('a stopped server: its log, its store and its tokens', async () => {
  await crew('token', 'create', '--data', path('data'), '--name', 'kept', '--scope', 'read');
  await crew('backup', path('stopped'), '--data', path('data'));
  assert.match(await crew('token', 'list', '--data', join(path('stopped'), 'data')), / kept\n$/);
  assert.ok(existsSync(join(path('stopped'), 'data/engine/store')));
});

test('the list is one sha256sum reads; a changed, cut or missing file is found', () => {
  const [backup, copy] = [path('backup 1'), path('changed')];
  const check = () =>
    spawnSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: backup, encoding: 'utf8' });
  assert.equal(check().status, 0, check().stderr);
  const files = readdirSync(join(backup, 'data'), { recursive: true, encoding: 'utf8' });
  const victim = files.find((name) => name.endsWith('data.bin')) ?? '';
  const cases: [string, (file: string) => void, RegExp][] = [
    [join('data', victim), (file) => appendFileSync(file, 'x'), /data\.bin" was changed/],
    ['SHA256SUMS', (file) => writeFileSync(file, ''), /list of files was changed/],
    ['backup.json', (file) => writeFileSync(file, '{"format":1}'), /description is wrong/],
    ['backup.json', (file) => writeFileSync(file, '{"format":2}'), /its form is 2/],
  ];
  for (const [file, change, message] of cases) {
    spawnSync('rm', ['-rf', copy, path('target')]);
    spawnSync('cp', ['-r', backup, copy]);
    change(join(copy, file));
    const { status, stderr } = attempt(['restore', copy, '--data', path('target')]);
    assert.equal(status, 1, stderr);
    assert.match(stderr, message);
  }
});

test('a half restored folder is no data folder, and a full one is not written into', () => {
  const target = path('half');
  mkdirSync(target);
  writeFileSync(join(target, 'RESTORE-UNFINISHED'), '');
  const served = attempt(['serve', '--data', target, '--listen', '127.0.0.1:0']);
  assert.match(served.stderr, /a restore did not finish there/);
  const refused = attempt(['restore', path('backup 1'), '--data', target]);
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /an earlier restore did not finish/);
  const full = attempt(['restore', path('backup 1'), '--data', path('data')]);
  assert.match(full.stderr, /it is not empty/);
});

test('a backup never goes over another, into its own data or from nothing', () => {
  const wrong: [string[], RegExp][] = [
    [['backup', path('backup 1'), '--data', path('data')], /it exists/],
    [['backup', join(path('data'), 'x'), '--data', path('data')], /into itself/],
    [['backup', path('new'), '--data', path('nothing')], /it is no data folder/],
    [['restore', path('nothing'), '--data', path('new')], /it is no backup/],
  ];
  for (const [args, message] of wrong) assert.match(attempt(args).stderr, message);
  assert.ok(!existsSync(path('new')));
  assert.ok(!existsSync(join(path('data'), 'backup-in-progress')), 'nothing is left behind');
});

function attempt(args: string[]) {
  return spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    env: cleanEnvironment(),
    timeout: 30_000,
  });
}
