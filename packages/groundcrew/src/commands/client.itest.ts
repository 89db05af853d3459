// The commands that ask a server, against a real one.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import {
  eventually,
  killAll,
  run,
  type Server,
  start,
  startServer,
  temporaryFolder,
} from '../testing/program.ts';

const folder = temporaryFolder();
let server: Server;
const send = async (lines: readonly object[]) => {
  const body = lines.map((line) => JSON.stringify(line)).join('\n');
  const answer = await fetch(`${server.url}/ingest`, { method: 'POST', body });
  assert.equal(answer.status, 200);
};
const logs = (...args: string[]) => run(['logs', ...args], { env: { GROUNDCREW_URL: server.url } });
const sql = (args: string[], input?: string) =>
  run(['sql', ...args, '--url', server.url], input === undefined ? {} : { input });
const found = (query: string, count: number) =>
  eventually(`${count} of ${query}`, async () => {
    const { stdout } = await logs(query, '--json', '-n', '10000');
    return stdout.split('\n').length - 1 >= count;
  });

before(async () => {
  server = await startServer(join(folder.path, 'data'));
});
after(async () => {
  await server.stop();
  killAll();
  folder.remove();
});

test('logs prints the newest, oldest first, one line each', async () => {
  const now = Date.now();
  await send(
    Array.from({ length: 5 }, (_, index) => ({
      time: new Date(now - 60_000 + index * 1000).toISOString(),
      level: index === 4 ? 'error' : 'info',
      service: 'shop',
      msg: `order ${index} came`,
      total: index * 1.5,
    })),
  );
  await found('order', 5);
  const { stdout, code } = await logs('order', '-n', '3');
  assert.equal(code, 0);
  const lines = stdout.trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => /order (\d)/.exec(line)?.[1]),
    ['2', '3', '4'],
  );
  assert.match(
    lines[2] ?? '',
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ERROR shop order 4 came total=6$/,
  );
  assert.ok(!stdout.includes('\u001b'), 'no colour in a pipe');
  assert.equal((await logs('level:error', 'order', '--since', '10m')).stdout.split('\n').length, 2);
  assert.equal((await logs('order', '--since', '10s')).stdout, '');
  assert.match((await logs('order', '--until', '57s')).stdout, /order 2/);
});

test('--json is NDJSON with types', async () => {
  await send([
    { msg: 'typed', big: 9007199254740993n.toString(), n: 1.5, yes: true, list: [1, 'a'] },
  ]);
  await found('typed', 1);
  const { stdout } = await logs('typed', '--json');
  const record = JSON.parse(stdout) as { body: string; attributes: Record<string, unknown> };
  assert.equal(record.body, 'typed');
  assert.equal(record.attributes['n'], 1.5);
  assert.equal(record.attributes['yes'], true);
  assert.deepEqual(record.attributes['list'], [1, 'a']);
});

test('nothing in a record, a name or an error reaches the terminal as a control character', async () => {
  const evil = 'x\u001b[31m\u001b]52;c;aGk=\u0007\u009b2J\r\b\u202e\u0000y';
  await send([
    { msg: `evil ${evil}`, service: evil, level: evil, [evil]: evil, nested: { [evil]: [evil] } },
  ]);
  await found('evil', 1);
  const dangerous = /(?![\t\n])[\p{Cc}\u202e]/u;
  const shown = await logs('evil');
  assert.match(shown.stdout, /\\x1b\[31m\\x1b\]52;c;aGk=\\x07\\x9b2J\\x0d\\x08\\u202e/);
  assert.doesNotMatch(shown.stdout, dangerous);
  const asJson = await logs('evil', '--json');
  assert.doesNotMatch(asJson.stdout, dangerous);
  assert.ok((JSON.parse(asJson.stdout) as { body: string }).body.includes('\u009b2J'));
  assert.doesNotMatch((await sql(['SELECT body, attributes FROM logs'])).stdout, dangerous);
  // An argument cannot hold a NUL.
  const typed = evil.replace('\u0000', '');
  for (const result of [
    await logs(`(${typed}`),
    await logs('--since', typed),
    await sql([`SELECT '${typed}`]),
  ]) {
    assert.notEqual(result.code, 0);
    assert.doesNotMatch(result.stderr, dangerous);
  }
});

test('a wrong query is shown with a caret under the place', async () => {
  const { code, stderr, stdout } = await logs('level:error', '(boom');
  assert.equal(code, 2);
  assert.equal(stdout, '');
  const [, query = '', mark = ''] = stderr.split('\n');
  assert.equal(query, '  level:error (boom');
  assert.match(mark, /^ +\^$/);
  assert.equal((await logs('x', '--since', 'yesterdayish')).code, 2);
});

test('follow goes on after the listing, without gap and repetition, until ctrl-C', async () => {
  await send([{ msg: 'follow 0' }]);
  await found('follow', 1);
  const following = start(['logs', 'follow', '-f', '--json', '--url', server.url]);
  // Sent while it connects: some are listed, some followed, some in both.
  for (let index = 1; index <= 30; index++) await send([{ msg: `follow ${index}` }]);
  await eventually('the first is shown', () => following.stdout().includes('follow 0'));
  for (let index = 31; index <= 60; index++) await send([{ msg: `follow ${index}` }]);
  await eventually('all are shown', () => following.stdout().split('\n').length - 1 >= 61);
  following.child.kill('SIGINT');
  const { code, stdout, stderr } = await following.finished;
  assert.equal(code, 130);
  assert.equal(stderr, '');
  const numbers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => Number((JSON.parse(line) as { body: string }).body.slice('follow '.length)));
  assert.deepEqual(
    numbers.toSorted((a, b) => a - b),
    Array.from({ length: 61 }, (_, index) => index),
  );
});

test('a reader that leaves ends it quietly', async () => {
  await send(
    Array.from({ length: 3000 }, (_, index) => ({ msg: `many ${index}`, filler: 'x'.repeat(200) })),
  );
  await found('many', 3000);
  const main = resolve(import.meta.dirname, '../main.js');
  const shell = spawn(
    'bash',
    [
      '-c',
      `"$0" "$1" logs many -n 3000 --url "$2" | head -n 1; echo "\${PIPESTATUS[0]}"`,
      process.execPath,
      main,
      server.url,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [stdout, stderr] = ['', ''];
  shell.stdout.on('data', (chunk) => (stdout += String(chunk)));
  shell.stderr.on('data', (chunk) => (stderr += String(chunk)));
  await once(shell, 'close');
  assert.match(stdout, /many \d+ .*\n0\n$/);
  assert.equal(stderr, '');
});

test('sql: a table for people, any format for programs, from standard input too', async () => {
  const table = await sql(["SELECT 1 AS one, 'x' AS two"]);
  assert.equal(table.code, 0, table.stderr);
  assert.match(table.stdout, /one/);
  assert.equal((await sql(['SELECT 1 AS one', '--format', 'JSONEachRow'])).stdout, '{"one":1}\n');
  assert.equal((await sql(['--format', 'CSVWithNames'], 'SELECT 2 AS two')).stdout, '"two"\n2\n');
  assert.equal((await sql(['-', '--format', 'TSV'], 'SELECT 3')).stdout, '3\n');
  const counted = await sql(['SELECT', 'count()>0', 'FROM', 'logs', '--format', 'TSV']);
  assert.equal(counted.stdout, '1\n', counted.stderr);
  const wrong = await sql(['SELEC 1']);
  assert.equal(wrong.code, 2, wrong.stderr);
  assert.match(wrong.stderr, /cannot/);
  const jailed = await sql(["SELECT * FROM file('/etc/passwd')"]);
  assert.notEqual(jailed.code, 0);
  assert.equal(jailed.stdout, '');
});

test('a token that is missing, wrong or too weak: exit code 4 and what to do', async () => {
  const data = join(folder.path, 'closed');
  const make = async (scope: string) =>
    (
      await run(['token', 'create', '--data', data, '--name', scope, '--scope', scope])
    ).stdout.trim();
  const [ingest, read] = [await make('ingest'), await make('read')];
  const closed = await startServer(data);
  const withToken = (token: string) =>
    run(['logs', '--url', closed.url], { env: { GROUNDCREW_TOKEN: token } });
  for (const token of ['', 'gc_wrong', ingest]) {
    const { code, stderr } = await withToken(token);
    assert.equal(code, 4);
    assert.match(stderr, /GROUNDCREW_TOKEN/);
  }
  assert.equal((await withToken(read)).code, 0);
  await closed.stop();
});
