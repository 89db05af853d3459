// The server as a process: how it starts, what it refuses, how it ends.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  eventually,
  killAll,
  run,
  start,
  startServer,
  temporaryFolder,
} from '../testing/program.ts';

const folder = temporaryFolder();
after(() => {
  killAll();
  folder.remove();
});
const fresh = (name: string) => join(folder.path, name);

/** fetch does not let Host and Origin be set. */
function ask(url: string, path: string, headers: Record<string, string>) {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]> }>(
    (resolve, reject) => {
      const { hostname, port } = new URL(url);
      request({ hostname, port, path, headers }, (answer) => {
        answer.resume();
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers });
      })
        .on('error', reject)
        .end();
    },
  );
}

test('one line when ready, a private folder, 0 after SIGTERM, nothing lost', async () => {
  const data = fresh('life');
  const server = await startServer(data);
  assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.equal(statSync(data).mode & 0o777, 0o700);
  const sent = await fetch(`${server.url}/ingest`, {
    method: 'POST',
    body: '{"msg":"before the end"}',
  });
  assert.deepEqual(await sent.json(), { accepted: 1 });
  const ended = await server.stop();
  assert.equal(ended.code, 0, ended.stderr);
  assert.equal(ended.stdout, `Groundcrew is ready: ${server.url}\n`);
  for (const line of ended.stderr.trim().split('\n')) JSON.parse(line);

  const again = await startServer(data);
  await eventually('the line is found', async () => {
    const { stdout } = await run(['logs', 'before', '--url', again.url]);
    return stdout.includes('before the end');
  });
  assert.equal((await again.stop('SIGINT')).code, 0);
});

test('a second server on the same folder refuses; the first goes on; a killed one does not block', async () => {
  const data = fresh('twice');
  const first = await startServer(data);
  const second = await run(['serve', '--data', data, '--listen', ':0']);
  assert.equal(second.code, 5);
  assert.match(second.stderr, /another groundcrew is using it\n.*--data/);
  assert.equal((await fetch(`${first.url}/healthz`)).status, 200);
  await first.stop('SIGKILL');
  const third = await startServer(data);
  assert.equal((await third.stop()).code, 0);
});

test('another address than loopback needs a token to exist, and then a token', async () => {
  const data = fresh('open');
  const refused = await run(['serve', '--data', data, '--listen', '0.0.0.0:0']);
  assert.equal(refused.code, 2);
  assert.match(
    refused.stderr,
    /cannot listen on 0\.0\.0\.0 without tokens.*\n.*groundcrew token create --data ".*open" --name/,
  );
  const made = await run(['token', 'create', '--data', data, '--name', 'x', '--scope', 'ingest']);
  const server = await startServer(data, ['--listen', '0.0.0.0:0']);
  const url = server.url.replace('0.0.0.0', '127.0.0.1');
  const send = (headers: Record<string, string>) =>
    fetch(`${url}/ingest`, { method: 'POST', body: 'hello', headers }).then(({ status }) => status);
  assert.equal(await send({}), 401);
  assert.equal(await send({ authorization: `Bearer ${made.stdout.trim()}` }), 200);
  assert.equal((await server.stop()).code, 0);
});

test('making and revoking a token takes effect on a running server within a second', async () => {
  const data = fresh('tokens');
  const server = await startServer(data);
  const count = (token?: string) =>
    fetch(`${server.url}/api/logs/count`, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    }).then(({ status }) => status);
  assert.equal(await count(), 200);
  const token = (
    await run(['token', 'create', '--data', data, '--name', 'x', '--scope', 'read'])
  ).stdout.trim();
  await eventually('a token is needed', async () => (await count()) === 401, 1_000);
  assert.equal(await count(token), 200);
  const ingest = await fetch(`${server.url}/ingest`, {
    method: 'POST',
    body: 'x',
    headers: { authorization: `Bearer ${token}` },
  });
  assert.equal(ingest.status, 403);
  await run(['token', 'revoke', '--data', data, token]);
  await eventually('the token is refused', async () => (await count(token)) === 401, 1_000);
  assert.equal(await count(), 401, 'the door does not open');
  const { stderr } = await server.stop();
  assert.ok(!stderr.includes(token.slice(16)), 'no secret in the log');
});

test('without login only our own names and pages are answered; every answer carries safe headers', async () => {
  const server = await startServer(fresh('guard'));
  const { host } = new URL(server.url);
  assert.equal((await ask(server.url, '/healthz', { host: 'evil.example' })).status, 403);
  assert.equal(
    (await ask(server.url, '/healthz', { host, origin: 'http://evil.example' })).status,
    403,
  );
  assert.equal((await ask(server.url, '/healthz', { host, origin: `http://${host}` })).status, 200);
  for (const path of ['/healthz', '/ingest', '/api/logs', '/nothing', '/%', '/api/logs?limit=x']) {
    const { headers } = await ask(server.url, path, { host });
    assert.equal(headers['x-content-type-options'], 'nosniff', path);
    assert.ok(headers['content-security-policy'], path);
    assert.equal(headers['referrer-policy'], 'no-referrer', path);
    assert.equal(headers['server'], undefined);
    assert.equal(headers['x-powered-by'], undefined);
  }
  await server.stop();
});

test('what is not HTTP, or has too large headers, is answered and hung up on', async () => {
  const server = await startServer(fresh('broken'));
  const { port } = new URL(server.url);
  for (const [bytes, status] of [
    ['nonsense\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['GET / HTTP/1.1\r\n\r\n', 400],
  ] as const) {
    const socket = connect(Number(port), '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
    socket.end(bytes);
    await once(socket, 'close');
    assert.match(text, new RegExp(`^HTTP/1.1 ${status} `));
  }
  await server.stop();
});

test('SIGTERM waits for requests under way; a second one does not', async () => {
  const server = await startServer(fresh('second'), ['--http.shutdown-timeout-ms', '30000']);
  const { port } = new URL(server.url);
  const upload = connect(Number(port), '127.0.0.1');
  upload.on('error', () => undefined);
  upload.write('POST /ingest HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf');
  await eventually('the upload has begun', async () => {
    const text = await fetch(`${server.url}/metrics`).then((answer) => answer.text());
    return /^groundcrew_ingest_in_flight_requests 1$/m.test(text);
  });
  server.child.kill('SIGTERM');
  await eventually('it is stopping', () => server.stderr().includes('"stopping"'));
  assert.equal(server.child.exitCode, null, 'it waits');
  const { code } = await server.stop('SIGTERM');
  assert.equal(code, 143);
  upload.destroy();

  const patient = await startServer(fresh('patient'));
  const slow = connect(Number(new URL(patient.url).port), '127.0.0.1');
  let answer = '';
  slow.setEncoding('latin1').on('data', (chunk: string) => (answer += chunk));
  slow.write('POST /ingest HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf');
  await eventually('the upload has begun', async () => {
    const text = await fetch(`${patient.url}/metrics`).then((reply) => reply.text());
    return /^groundcrew_ingest_in_flight_requests 1$/m.test(text);
  });
  patient.child.kill('SIGTERM');
  await eventually('it is stopping', () => patient.stderr().includes('"stopping"'));
  slow.write('-other');
  assert.equal((await patient.finished).code, 0);
  assert.match(answer, /^HTTP\/1\.1 200 [\s\S]*"accepted":1/);
});

test('wrong ways to start say what is wrong and where', async () => {
  const busy = await startServer(fresh('busy'));
  const { host } = new URL(busy.url);
  const file = fresh('bad.yaml');
  writeFileSync(file, 'htp:\n  maxConnections: 1\n');
  mkdirSync(fresh('a-file'), { recursive: true });
  writeFileSync(fresh('a-file/file'), '');
  const attempts: [string[], number, RegExp][] = [
    [['--listen', host], 1, /cannot listen on .*: the port is in use\n.*--listen/],
    [['--listen', 'nonsense'], 2, /cannot listen on "nonsense": it is no address/],
    [['--listen', 'host.invalid:80'], 1, /the host is not known/],
    [['--config', file], 2, /bad\.yaml:1:1|bad\.yaml:2:3.*unknown option/],
    [
      ['--store', 'ftp://x'],
      2,
      /--store: cannot use "ftp:\/\/x" for "store": expected "embedded" or an http\(s\) URL/,
    ],
    [['--data', fresh('a-file/file')], 1, /cannot make the folder/],
    [['--htp.max', '1'], 2, /unknown option '--htp\.max'/],
    [['extra'], 2, /too many arguments/],
  ];
  for (const [args, code, message] of attempts) {
    const result = await run(['serve', '--data', fresh('wrong'), ...args]);
    assert.equal(result.code, code, `${args.join(' ')}: ${result.stderr}`);
    assert.match(result.stderr, message);
    assert.equal(result.stdout, '');
  }
  await busy.stop();
});

test('a store that is away: lines are taken, /readyz says why, no secret is told', async () => {
  const server = await startServer(fresh('away'), ['--log.level', 'debug'], {
    env: { GROUNDCREW_STORE: 'http://user:canary@127.0.0.1:9', GROUNDCREW_TOKEN: 'gc_canary' },
  });
  const sent = await fetch(`${server.url}/ingest`, { method: 'POST', body: 'patience' });
  assert.deepEqual(await sent.json(), { accepted: 1 });
  const ready = await fetch(`${server.url}/readyz`);
  assert.equal(ready.status, 503);
  let told = await ready.text();
  assert.match(told, /the store cannot be reached/);
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
  for (const path of ['/metrics', '/api/logs', '/api/dead-letters', '/nothing']) {
    told += await fetch(`${server.url}${path}`).then((answer) => answer.text());
  }
  const { code, stdout, stderr } = await server.stop();
  assert.equal(code, 0);
  assert.doesNotMatch(told + stdout + stderr, /canary/);
  for (const line of stderr.trim().split('\n')) JSON.parse(line);
});

test('nobody reading its output does not stop it', async () => {
  const running = start(['serve', '--data', fresh('deaf'), '--listen', ':0']);
  running.child.stdout?.destroy();
  const taking = () => /"url":"(http:[^"]+)"[^\n]*"taking lines"/.exec(running.stderr())?.[1];
  await eventually('it takes lines', () => taking() !== undefined);
  await eventually('it is ready', async () => (await fetch(`${taking()}/readyz`)).status === 200);
  running.child.kill('SIGTERM');
  assert.equal((await running.finished).code, 0);
});
