// S17: secrets that no one may see again, put everywhere secrets go, at the level debug: tokens, secrets on the command
// line of a run, and the password in the address of a store. Then everything that can be read is searched for them.
import assert from 'node:assert/strict';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { apiRoutes } from '@groundcrew/api';
import { cleanEnvironment, eventually, program, temporaryFolder } from '../harness/server.ts';
import { runCrew } from '../run/crew.ts';
import { bearer, startGuarded } from './guarded.ts';
import { rawRequest } from './raw-request.ts';

const folder = temporaryFolder();
const data = join(folder.path, 'data');
const spool = join(folder.path, 'spool');
const { server, tokens } = await startGuarded(data, { env: { GROUNDCREW_LOG_LEVEL: 'debug' } });
after(async () => {
  await server.stop('SIGKILL');
  folder.remove();
});

const admin = tokens.get('admin') ?? '';
/** Not stored anywhere, but sent by mistake where tokens do not belong. */
const canary = 'CANARY7f1d0c5ecret';
const texts: { where: string; text: string }[] = [];

async function ask(method: string, path: string, init: RequestInit = {}): Promise<void> {
  const leaving = new AbortController();
  const timer = setTimeout(() => leaving.abort(), 1000);
  const text = await fetch(server.url + path, { method, signal: leaving.signal, ...init })
    .then((answer) => answer.text())
    .catch(() => '');
  clearTimeout(timer);
  texts.push({ where: `${method} ${path}`, text });
}

/** Every file below a folder. */
function filesOf(path: string): { where: string; text: string }[] {
  return globSync(`${path}/**/*`)
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
    .map((file) => ({ where: file, text: readFileSync(file, 'latin1') }));
}

function assertNowhere(secret: string, where: readonly { where: string; text: string }[]): void {
  assert.ok(secret.length > 10);
  const found = where.filter(({ text }) => text.includes(secret)).map((item) => item.where);
  assert.deepEqual(found, [], 'a secret was found');
}

test('tokens, and secrets on command lines, are nowhere to be read', async (context) => {
  const command = [
    'node',
    '-e',
    'console.log("ran")',
    '--password',
    `${canary}1`,
    `--api-key=${canary}2`,
    `postgres://user:${canary}3@db/x`,
    `AUTH_TOKEN=${canary}4`,
    '-H',
    `Authorization: Bearer ${canary}5`,
  ];
  // Once delivered, once kept on disk as the server is away.
  const env = { GROUNDCREW_TOKEN: admin };
  const delivered = await runCrew(command, { spool, url: server.url, env });
  const kept = await runCrew(command, { spool, env });
  for (const { stdout, stderr } of [delivered, kept])
    texts.push({ where: 'crew run', text: `${stdout.toString()}${stderr}` });

  await eventually('the run is there', async () => {
    const answer = await fetch(`${server.url}/api/runs`, { headers: bearer(admin) });
    return (await answer.text()).includes('"command"');
  });
  for (const [, token] of tokens) {
    for (const { method, path } of apiRoutes) {
      // A token must not be made or revoked here.
      if (method !== 'GET') continue;
      await ask(method, path.replaceAll(/\{\w+\}/g, 'x'), { headers: bearer(token) });
    }
    await ask('POST', '/api/sql', { headers: bearer(token), body: 'SELECT * FROM logs' });
    await ask('POST', '/ingest', { headers: bearer(token), body: '{broken' });
    await ask('GET', '/api/logs?query=%28', { headers: bearer(token) });
  }
  // Where they do not belong: refused, and neither told nor logged.
  const bad = `gc_${'a'.repeat(12)}_${canary}`;
  await ask('GET', '/api/logs', { headers: bearer(bad) });
  await ask('GET', '/api/logs', { headers: { authorization: `Basic ${bad}`, cookie: bad } });
  await ask('GET', '/api/runs', { headers: { ...bearer(admin), 'x-token': bad } });
  const broken = await rawRequest(
    server.url,
    `GET /api/logs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${bad}\r\nBroken\u0001Header\r\n\r\n`,
  );
  texts.push({ where: 'a broken request', text: broken.head + broken.body });

  const files = [...filesOf(data), ...filesOf(spool)];
  const read = [...texts, ...files, { where: 'the log', text: server.stderr() }];
  for (const [, token] of tokens) assertNowhere(token, read);
  assertNowhere(canary, read);
  assert.match(server.stderr(), /"level":/);
  context.diagnostic(`${texts.length} answers, ${files.length} files, the log at debug`);
});

test('the secret half of a token is not in /proc, and its file is for its owner only', () => {
  const file = join(data, 'tokens.json');
  assert.equal(statSync(file).mode & 0o077, 0);
  assert.equal(statSync(data).mode & 0o077, 0);
  for (const path of globSync(`${spool}/**/*`)) assert.equal(statSync(path).mode & 0o077, 0, path);
});

test('the password of a store is in no output, whatever goes wrong with it', async () => {
  const store = `http://user:${canary}6@127.0.0.1:9/`;
  const wrong = [
    `htp://user:${canary}6@127.0.0.1`,
    `http://user:${canary}6@[::bad`,
    `user:${canary}6@host`,
  ];
  const outputs: { where: string; text: string }[] = [];
  const env = cleanEnvironment({ GROUNDCREW_STORE: store, GROUNDCREW_LOG_LEVEL: 'debug' });
  const shown = spawnSync(process.execPath, [program, 'config', 'print'], {
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  outputs.push({ where: 'config print', text: shown.stdout + shown.stderr });
  for (const text of wrong) {
    const refused = spawnSync(
      process.execPath,
      [
        program,
        'serve',
        '--listen',
        '127.0.0.1:0',
        '--data',
        join(folder.path, 'x'),
        '--store',
        text,
      ],
      { env: cleanEnvironment(), encoding: 'utf8', timeout: 30_000 },
    );
    outputs.push({
      where: `serve --store ${text.slice(0, 8)}`,
      text: refused.stdout + refused.stderr,
    });
    const run = spawnSync(process.execPath, [program, 'run', '--url', text, '--', 'true'], {
      env: cleanEnvironment({ GROUNDCREW_SPOOL: spool }),
      encoding: 'utf8',
      timeout: 60_000,
    });
    outputs.push({ where: `run --url ${text.slice(0, 8)}`, text: run.stdout + run.stderr });
    const logs = spawnSync(process.execPath, [program, 'logs', '--url', text], {
      env: cleanEnvironment(),
      encoding: 'utf8',
      timeout: 60_000,
    });
    outputs.push({ where: `logs --url ${text.slice(0, 8)}`, text: logs.stdout + logs.stderr });
  }
  const token = spawnSync(
    process.execPath,
    [program, 'run', '--url', `http://gc_${canary}7@127.0.0.1`, '--', 'true'],
    {
      env: cleanEnvironment({ GROUNDCREW_SPOOL: spool }),
      encoding: 'utf8',
      timeout: 60_000,
    },
  );
  outputs.push({ where: 'run --url with a token', text: token.stdout + token.stderr });

  // A store that is not there: said again and again, in the log, in /readyz, in answers.
  const away = spawn(
    process.execPath,
    [program, 'serve', '--listen', '127.0.0.1:0', '--data', join(folder.path, 'away')],
    {
      env: { ...env, GROUNDCREW_INGEST_RECEIVERS_OTLP_ENABLED: 'false' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let log = '';
  for (const stream of [away.stdout, away.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => (log += part));
  const gone = once(away, 'exit');
  await eventually('it listens', () => /http:\/\/127\.0\.0\.1:(?!9\/)\d+/.test(log));
  const url = /http:\/\/127\.0\.0\.1:(?!9\/)\d+/.exec(log)?.[0] ?? '';
  for (const path of ['/readyz', '/metrics', '/api/status', '/api/logs', '/api/runs', '/healthz']) {
    const answer = await fetch(url + path);
    outputs.push({ where: path, text: await answer.text() });
  }
  away.kill('SIGKILL');
  await gone;
  outputs.push({ where: 'its log', text: log });
  outputs.push(...filesOf(join(folder.path, 'away')));
  assertNowhere(canary, outputs);
});
