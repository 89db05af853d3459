// Commands that need no server.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { run, temporaryFolder } from '../testing/program.ts';

const folder = temporaryFolder();
after(() => folder.remove());
const cwd = folder.path;

test('help and version; wrong words say where help is', async () => {
  const version = await run(['--version']);
  assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
  const help = await run(['--help']);
  assert.equal(help.code, 0);
  for (const word of ['serve', 'logs', 'sql', 'config', 'token', 'completion', 'Exit codes']) {
    assert.ok(help.stdout.includes(word), word);
  }
  for (const command of ['serve', 'logs', 'sql', 'config', 'token', 'completion']) {
    const own = await run([command, '--help']);
    assert.equal(own.code, 0, own.stderr);
    assert.match(own.stdout, /Examples:\n/);
    assert.equal((await run(['help', command])).stdout, own.stdout);
  }
  for (const wrong of [['lgos'], ['logs', '--sinc', '1h'], ['token', 'make'], []]) {
    const { code, stderr } = await run(wrong);
    assert.equal(code, 2, wrong.join(' '));
    assert.match(stderr, /--help|Usage:/);
  }
  assert.match((await run(['lgos'])).stderr, /Did you mean logs/);
});

test('config check finds every mistake, with its place', async () => {
  writeFileSync(join(cwd, 'bad.yaml'), 'http:\n  maxConections: 5\nlisten: 7\n');
  const { code, stderr } = await run(['config', 'check', '--config', 'bad.yaml'], {
    cwd,
    env: { GROUNDCREW_LOGLEVEL: 'debug' },
  });
  assert.equal(code, 2);
  assert.match(
    stderr,
    /bad\.yaml:2:3: unknown option "http\.maxConections"; did you mean "http\.maxConnections"\?/,
  );
  assert.match(stderr, /bad\.yaml:3:1: cannot use 7 for "listen": expected a string/);
  assert.match(
    stderr,
    /GROUNDCREW_LOGLEVEL: unknown environment variable; did you mean "GROUNDCREW_LOG_LEVEL"\?/,
  );
  const missing = await run(['config', 'check', '--config', 'none.yaml'], { cwd });
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /cannot read "none\.yaml": there is no such file/);
});

test('config print shows values and origins, no secret', async () => {
  writeFileSync(join(cwd, 'groundcrew.yaml'), 'listen: 127.0.0.1:1\nstore: http://u:canary@h:1\n');
  const { stdout, code } = await run(['config', 'print', '--http.max-connections', '7', '--json'], {
    cwd,
    env: { GROUNDCREW_LOG_LEVEL: 'debug', GROUNDCREW_TOKEN: 'gc_canary' },
  });
  assert.equal(code, 0);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { key: string; value: unknown; origin: string });
  const of = (key: string) => lines.find((line) => line.key === key);
  assert.deepEqual(of('listen'), {
    key: 'listen',
    value: '127.0.0.1:1',
    origin: 'groundcrew.yaml:1:1',
  });
  assert.deepEqual(of('http.maxConnections'), {
    key: 'http.maxConnections',
    value: 7,
    origin: '--http.max-connections',
  });
  assert.equal(of('log.level')?.origin, 'GROUNDCREW_LOG_LEVEL');
  assert.doesNotMatch(stdout, /canary/);
  const named = await run(['config', 'check'], {
    cwd: '/',
    env: { GROUNDCREW_CONFIG: join(cwd, 'groundcrew.yaml') },
  });
  assert.equal(named.code, 0, named.stderr);
});

test('config schema prints JSON Schema, and the reference page', async () => {
  const schema = JSON.parse((await run(['config', 'schema'])).stdout) as {
    properties: object;
    title: string;
  };
  assert.ok('listen' in schema.properties && 'http' in schema.properties);
  const page = (await run(['config', 'schema', '--markdown'])).stdout;
  assert.match(page, /^# Configuration\n/);
  assert.match(page, /`GROUNDCREW_HTTP_MAX_CONNECTIONS`/);
});

test('tokens are made, listed and revoked in the data folder', async () => {
  const data = join(cwd, 'tokens');
  const made = await run([
    'token',
    'create',
    '--data',
    data,
    '--name',
    'we\u001bb',
    '--scope',
    'ingest',
    'read',
  ]);
  assert.equal(made.code, 0, made.stderr);
  assert.match(
    made.stdout,
    /^gc_[0-9a-f]{12}_[0-9a-f]{48}\n$/,
    'only the token is on standard output',
  );
  const secret = made.stdout.trim().slice(16);
  const listed = await run(['token', 'list', '--data', data]);
  assert.match(listed.stdout, /ingest,read .* valid {2}we\\x1bb\n$/);
  const revoked = await run(['token', 'revoke', '--data', data, made.stdout.trim()]);
  assert.equal(revoked.code, 0, revoked.stderr);
  const after = await run(['token', 'list', '--data', data, '--json']);
  assert.match(after.stdout, /"revoked":"2/);
  for (const text of [
    listed.stdout,
    after.stdout,
    revoked.stdout,
    readFileSync(join(data, 'tokens.json'), 'utf8'),
  ]) {
    assert.ok(!text.includes(secret), 'the secret is shown once');
  }
});

test('wrong ways to make and revoke tokens', async () => {
  const data = join(cwd, 'wrong');
  const attempts: [string[], number, RegExp][] = [
    [['create', '--name', 'x'], 2, /--scope/],
    [
      ['create', '--name', 'x', '--scope', 'write'],
      2,
      /there is no scope "write"\n.*ingest, read, admin/,
    ],
    [['create', '--name', '', '--scope', 'read'], 2, /1 to 200 characters/],
    [
      ['create', '--name', 'x', '--scope', 'read', '--expires-in', 'soon'],
      2,
      /"soon" is no number of days/,
    ],
    [['revoke', 'nonsense'], 1, /there is none\n.*token list/],
    [['revoke'], 2, /missing required argument/],
  ];
  for (const [args, code, message] of attempts) {
    const result = await run(['token', ...args, '--data', data]);
    assert.equal(result.code, code, `${args.join(' ')}: ${result.stderr}`);
    assert.match(result.stderr, message);
  }
});

test('the completion scripts are valid, and complete', async () => {
  const { stdout } = await run(['completion', 'bash']);
  const asked = spawnSync(
    'bash',
    [
      '-c',
      `${stdout}\nCOMP_WORDS=(groundcrew token re); COMP_CWORD=2; _groundcrew; echo "\${COMPREPLY[*]}"\nCOMP_WORDS=(crew logs --fo); COMP_CWORD=2; _groundcrew; echo "\${COMPREPLY[*]}"`,
    ],
    { encoding: 'utf8' },
  );
  assert.equal(asked.stdout, 'revoke\n--follow\n', asked.stderr);
  assert.match((await run(['completion', 'fish'])).stdout, /complete -c crew /);
  assert.match((await run(['completion', 'zsh'])).stdout, /bashcompinit/);
  assert.equal((await run(['completion', 'csh'])).code, 2);
});

test('a server that is not there: how to start one, exit code 3', async () => {
  const url = 'http://127.0.0.1:9';
  for (const args of [['logs'], ['logs', '--follow'], ['sql', 'SELECT 1']]) {
    const { code, stderr, stdout } = await run([...args, '--url', url]);
    assert.equal(code, 3, stderr);
    assert.match(
      stderr,
      /cannot reach a Groundcrew server at http:\/\/127\.0\.0\.1:9: .*\n.*groundcrew serve.*GROUNDCREW_URL/,
    );
    assert.equal(stdout, '');
  }
  const fromEnvironment = await run(['logs'], {
    env: { GROUNDCREW_URL: 'http://u:canary@127.0.0.1:9' },
  });
  assert.equal(fromEnvironment.code, 2);
  assert.match(fromEnvironment.stderr, /holds a user or a password\n.*GROUNDCREW_TOKEN/);
  assert.doesNotMatch(fromEnvironment.stderr, /canary/);
  assert.equal((await run(['logs', '--url', 'localhost:4400'])).code, 2);
  assert.equal((await run(['logs', '--limit', '0', '--url', url])).code, 2);
  assert.equal((await run(['logs', '-f', '--until', '1h', '--url', url])).code, 2);
});
