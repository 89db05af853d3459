// S11: `__proto__` and `constructor.prototype` in every JSON that is taken, at every depth: no prototype changes in the
// process (which looks itself), what was logged is found again as data, and the API answers as before.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { apiRoutes } from '@groundcrew/api';
import { findEventually } from '../harness/api.ts';
import { startServer, temporaryFolder } from '../harness/server.ts';
import { countOf } from './counts.ts';
import { protocols } from './protocols.ts';

const depths = countOf('S11_DEPTHS', { reduced: 2, full: 40 });
const folder = temporaryFolder();
const logs = join(folder.path, 'logs');
mkdirSync(logs);
const watcher = join(folder.path, 'watch-prototypes.mjs');
/** Says so when a built-in prototype has members that it did not have at the start. */
writeFileSync(
  watcher,
  `const prototypes = { Object, Array, String, Number, Function, Map, Promise, Error };
  const names = () => Object.entries(prototypes).flatMap(([name, { prototype }]) =>
    Reflect.ownKeys(prototype).map((key) => name + '.' + String(key)));
  const before = new Set(names());
  setInterval(() => {
    const added = names().filter((name) => !before.has(name));
    if (added.length > 0 || ({}).polluted !== undefined) console.error('POLLUTED ' + added);
  }, 20).unref();
  console.error('WATCHING');`,
);
const config = join(folder.path, 'groundcrew.yaml');
writeFileSync(config, `tail:\n  - path: ${logs}/*.log\n`);
const server = await startServer(join(folder.path, 'data'), {
  args: ['--config', config],
  env: { NODE_OPTIONS: `--import ${watcher}` },
});
after(async () => {
  await server.stop('SIGKILL');
  folder.remove();
});

const attacks = [
  '{"__proto__":{"polluted":1,"admin":true,"limit":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"__proto__":{"__proto__":{"polluted":1}}}',
  '{"a":1,"__proto__":null}',
  '{"toString":1,"hasOwnProperty":2,"valueOf":3,"then":4,"toJSON":5}',
  '{"__proto__.polluted":1,"constructor.prototype.polluted":1,"__proto__[polluted]":1}',
  '{"__defineGetter__":1,"__lookupGetter__":1,"length":-1}',
];

/** The attack so deep inside objects or lists. */
const nested = (attack: string, depth: number) => [
  '{"message":"deepproto","a":' + '{"b":'.repeat(depth) + attack + '}'.repeat(depth + 1),
  '[{"message":"deepproto","l":' + '['.repeat(depth) + attack + ']'.repeat(depth) + '}]',
];

/** What users see of the server, times and sizes left out. */
async function behaviour(): Promise<string[]> {
  const answers: string[] = [];
  for (const path of [
    '/api/logs?query=knownline&start=2026-01-01',
    '/api/logs/count?query=knownline&start=2026-01-01',
    '/api/logs/facets?field=service&query=knownline&start=2026-01-01',
    '/api/logs/values?field=service&query=knownline&start=2026-01-01',
    '/api/runs?job=none',
    '/api/runs/jobs?job=none',
    '/api/views',
    '/api/tokens',
    '/api/openapi.json',
    '/api/nothing',
    '/api/logs?limit=-1',
    '/api/logs?polluted=1',
    '/api/logs?query=knownline&format=ndjson&start=2026-01-01',
    '/api/logs/sql?query=level:error&start=2026-01-01&end=2026-01-02',
    '/api/logs/histogram?query=knownline&start=2026-01-01T00:00:00Z&end=2026-01-02T00:00:00Z&step=1h',
    '/healthz',
    '/readyz',
    '/',
    '/ingest',
    '/v1/logs',
  ]) {
    const answer = await fetch(server.url + path, { redirect: 'error' });
    answers.push(`${path} ${answer.status} ${await answer.text()}`);
  }
  return answers;
}

test('no prototype is reached through any JSON', async (context) => {
  await fetch(`${server.url}/ingest`, {
    method: 'POST',
    body: '{"message":"knownline","service":"s","time":"2026-01-01T00:00:00Z"}',
  });
  await findEventually(server.url, 'knownline', 1);
  const before = await behaviour();
  const bodyRoutes = apiRoutes.filter(({ method }) => method === 'POST' || method === 'PUT');
  let asked = 0;
  for (const attack of attacks) {
    const bodies = [attack];
    for (let depth = 0; depth < depths; depth++) bodies.push(...nested(attack, depth));
    for (const body of bodies) {
      for (const { path } of protocols) {
        const answer = await fetch(server.url + path, {
          method: 'POST',
          body,
          headers: { 'content-type': 'application/json' },
        });
        asked += 1;
        assert.ok([200, 400].includes(answer.status), `${path} ${answer.status} ${body}`);
      }
    }
    for (const { method, path, body: forms } of bodyRoutes) {
      const example = forms?.example.startsWith('{') ? forms.example : '{"query":"SELECT 1"}';
      // Once by itself, once among members that are right.
      for (const body of [attack, `${attack.slice(0, -1)},${example.slice(1)}`]) {
        const answer = await fetch(server.url + path.replace(/\{\w+\}/, '__proto__'), {
          method,
          body,
          headers: { 'content-type': 'application/json' },
        });
        asked += 1;
        assert.ok([400, 403, 404].includes(answer.status), `${path} ${answer.status} ${body}`);
      }
    }
    for (const { method, path } of apiRoutes.filter((route) => route.method === 'GET')) {
      if (path === '/api/logs/tail') continue;
      for (const query of [
        '__proto__[polluted]=1',
        '__proto__=1',
        'constructor[prototype][polluted]=1',
      ]) {
        const answer = await fetch(
          `${server.url}${path.replace(/\{\w+\}/, '__proto__')}?${query}`,
          { method },
        );
        await answer.arrayBuffer();
        asked += 1;
        assert.ok([400, 404].includes(answer.status), `${path} ${answer.status}`);
      }
    }
  }
  writeFileSync(join(logs, 'app.log'), attacks.map((attack) => `${attack}\n`).join(''));
  await findEventually(server.url, 'service:app', attacks.length);
  const afterwards = await behaviour();
  before.forEach((answer, index) =>
    assert.equal(afterwards[index]?.slice(0, 3000), answer.slice(0, 3000)),
  );
  assert.match(server.stderr(), /WATCHING/);
  assert.doesNotMatch(server.stderr(), /POLLUTED/);
  context.diagnostic(`${asked} requests`);
});

test('what was logged under such names is data like other', async () => {
  await fetch(`${server.url}/ingest`, {
    method: 'POST',
    body: '{"message":"protoasdata","x":{"__proto__":{"polluted":"yes"}},"constructor":{"prototype":{"polluted":"no"}}}',
  });
  const [record] = await findEventually(server.url, 'protoasdata', 1);
  const members = JSON.stringify(record?.attributes);
  assert.match(members, /polluted":"yes"|polluted\\":\\"yes/);
  assert.match(members, /polluted":"no"|polluted\\":\\"no/);
});
