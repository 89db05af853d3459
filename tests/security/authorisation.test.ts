// S15: every route of the API's table, every receiver on every port, for every kind of token, against the real program.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2 from 'node:http2';
import { after, test } from 'node:test';
import { apiRoutes } from '@groundcrew/api';
import { startServer, temporaryFolder } from '../harness/server.ts';
import { exportPorts } from '../otlp/export-ports.ts';
import { bearer, startGuarded, type TokenKind, tokenCommand } from './guarded.ts';
import { grpcCall, grpcFrame, otlpProtobuf, protocols } from './protocols.ts';
import { rawGet, rawRequest } from './raw-request.ts';

const folder = temporaryFolder();
const { server, tokens } = await startGuarded(folder.path);
after(async () => {
  await server.stop('SIGKILL');
  folder.remove();
});

type Caller = TokenKind | 'nobody' | 'invented' | 'another hash' | 'no scheme' | 'basic';
const admin = tokens.get('admin') ?? '';
const callers = new Map<Caller, Record<string, string>>([
  ['nobody', {}],
  ['invented', bearer(`gc_${'0'.repeat(12)}_${'0'.repeat(48)}`)],
  ['another hash', bearer(`${admin.slice(0, -1)}${admin.endsWith('0') ? '1' : '0'}`)],
  ['no scheme', { authorization: admin }],
  ['basic', { authorization: `Basic ${Buffer.from(`x:${admin}`).toString('base64')}` }],
  ['revoked', bearer(tokens.get('revoked'))],
  ['expired', bearer(tokens.get('expired'))],
  ['ingest', bearer(tokens.get('ingest'))],
  ['read', bearer(tokens.get('read'))],
  ['admin', bearer(admin)],
]);

/** 401 for who is not known, 403 for who lacks the scope, else `in`. */
function expected(caller: Caller, scope: string): number | 'in' {
  if (scope === 'public') return 'in';
  if (caller === 'admin' || caller === scope) return 'in';
  return caller === 'ingest' || caller === 'read' ? 403 : 401;
}

const seen = (status: number) => (status === 401 || status === 403 ? status : 'in');

/** An address of the route that exists as far as a stranger could know. */
const pathOf = (path: string) => path.replaceAll(/\{(\w+)\}/g, 'abcdef012345');

test('every route of the table for every caller', async (context) => {
  let asked = 0;
  for (const { method, path, scope, allowsHead } of apiRoutes) {
    for (const [caller, headers] of callers) {
      for (const way of allowsHead ? [method, 'HEAD'] : [method]) {
        const leaving = new AbortController();
        const answer = await fetch(server.url + pathOf(path), {
          method: way,
          headers,
          signal: leaving.signal,
        });
        asked += 1;
        assert.equal(seen(answer.status), expected(caller, scope), `${way} ${path} as ${caller}`);
        leaving.abort();
      }
    }
  }
  context.diagnostic(`${asked} requests, ${apiRoutes.length} routes, ${callers.size} callers`);
});

test('every receiver on every port for every caller', async (context) => {
  const { http, grpc } = await exportPorts(server);
  const session = http2.connect(grpc);
  await once(session, 'connect');
  let asked = 0;
  const paths = [...protocols.map(({ path }) => path), '/v1/traces', '/v1/metrics'];
  for (const [caller, headers] of callers) {
    for (const base of [server.url, http]) {
      for (const path of new Set(paths)) {
        const answer = await fetch(base + path, { method: 'POST', headers, body: '{}' });
        asked += 1;
        assert.equal(seen(answer.status), expected(caller, 'ingest'), `${base}${path} ${caller}`);
      }
    }
    const status = await grpcCall(session, grpcFrame(otlpProtobuf()), headers);
    const code = { 401: '16', 403: '7', in: '0' }[expected(caller, 'ingest')];
    asked += 1;
    assert.equal(status, code, `gRPC as ${caller}`);
  }
  session.destroy();
  context.diagnostic(`${asked} requests`);
});

test('other spellings of a guarded path let nobody in', async (context) => {
  const guarded = apiRoutes
    .filter(({ scope }) => scope !== 'public')
    .map(({ path }) => pathOf(path));
  const spellings = (path: string) => [
    `/${path}`,
    `${path}/`,
    `${path}//`,
    `/.${path}`,
    `/x/..${path}`,
    path.replace('/api', '/API'),
    path.replace('/api/', '/api//'),
    path.replace('/api/', '/api/./'),
    path.replace('api', '%61pi'),
    path.replace('/api/', '/api%2f'),
    `${path};a=b`,
    `${path}%00`,
    `${path}%20`,
    `${path}?token=${admin}&access_token=${admin}`,
    `http://localhost${path}`,
    `${path}.json`,
    `${path}#`,
  ];
  let asked = 0;
  for (const path of guarded) {
    for (const spelling of spellings(path)) {
      const { status, body } = await rawGet(server.url, spelling);
      asked += 1;
      assert.ok([400, 401, 403, 404, 405].includes(status), `${spelling}: ${status} ${body}`);
    }
  }
  context.diagnostic(`${asked} requests`);
});

test('headers that proxies and frameworks trust change nothing', async () => {
  for (const header of [
    'X-Forwarded-For: 127.0.0.1',
    'X-Real-IP: 127.0.0.1',
    'Forwarded: for=127.0.0.1',
    'X-Original-URL: /healthz',
    'X-Rewrite-URL: /healthz',
    'X-HTTP-Method-Override: OPTIONS',
    `Cookie: token=${admin}`,
    `X-Api-Key: ${admin}`,
    `Authorization: Bearer x, Bearer ${admin}`,
    `Authorization: Bearer x\r\nAuthorization: Bearer ${admin}`,
  ]) {
    const { status } = await rawGet(server.url, '/api/logs', `${header}\r\n`);
    assert.ok(status === 401 || status === 400, `${header}: ${status}`);
  }
  for (const method of ['OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND', 'HEAD']) {
    const { status, body } = await rawRequest(
      server.url,
      `${method} /api/tokens HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    assert.ok([0, 400, 401, 404, 405].includes(status), `${method}: ${status}`);
    assert.ok(!body.includes('"tokens"'));
  }
});

test('a revoked token is refused within a second, however it was revoked', async () => {
  for (const way of ['command', 'api'] as const) {
    const made = await fetch(`${server.url}/api/tokens`, {
      method: 'POST',
      headers: { ...bearer(admin), 'content-type': 'application/json' },
      body: JSON.stringify({ name: way, scopes: ['read'] }),
    });
    const { id, token } = (await made.json()) as { id: string; token: string };
    const ask = () => fetch(`${server.url}/api/logs/count`, { headers: bearer(token) });
    assert.equal((await ask()).status, 200);
    const startMs = performance.now();
    if (way === 'command') tokenCommand(folder.path, ['revoke', id]);
    else
      await fetch(`${server.url}/api/tokens/${id}`, { method: 'DELETE', headers: bearer(admin) });
    const revokedMs = performance.now();
    while ((await ask()).status === 200) {
      assert.ok(performance.now() - revokedMs < 10_000, `${way}: still let in`);
      await new Promise((wake) => setTimeout(wake, 20));
    }
    assert.equal((await ask()).status, 401, `${performance.now() - startMs} ms`);
  }
});

test('without tokens, pages of other sites and other names are refused everywhere', async () => {
  const other = temporaryFolder();
  const open = await startServer(other.path);
  try {
    const targets = [
      ...apiRoutes.map(({ method, path }) => `${method} ${pathOf(path)}`),
      ...protocols.map(({ path }) => `POST ${path}`),
      'GET /',
      'GET /logs',
    ];
    for (const target of targets) {
      for (const header of [
        'Host: evil.example',
        'Host: localhost\r\nOrigin: http://evil.example',
        'Host: localhost\r\nOrigin: null',
        'Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors',
      ]) {
        const { status } = await rawRequest(
          open.url,
          `${target} HTTP/1.1\r\n${header}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
        );
        assert.equal(status, 403, `${target} with ${header}`);
      }
    }
  } finally {
    await open.stop('SIGKILL');
    other.remove();
  }
});
