// S8: every way to write "one folder up" in the paths of the screen's files, of the API and of the receivers: none gets
// out, and none is a failure of ours. Written to the socket as it stands, since clients tidy paths.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { apiRoutes } from '@groundcrew/api';
import { startServer, temporaryFolder } from '../harness/server.ts';
import { countOf, eachOf } from './counts.ts';
import { rawGet } from './raw-request.ts';

const most = countOf('S8_PATHS', { reduced: 500, full: 100_000 });
const secret = 'CANARY-0f6f3c1d';
const folder = temporaryFolder();
const data = join(folder.path, 'data');
mkdirSync(data, { mode: 0o700 });
writeFileSync(join(data, 'secret.txt'), secret);
writeFileSync(join(folder.path, 'secret.txt'), secret);
const server = await startServer(data);
after(async () => {
  await server.stop('SIGKILL');
  folder.remove();
});

const dots = [
  '..',
  '.%2e',
  '%2e%2e',
  '%252e%252e',
  '%25252e%25252e',
  '..%00',
  '.%00.',
  '..;',
  '...',
  '....',
  '..%20',
  '%c0%ae%c0%ae',
  '%e0%80%ae%e0%80%ae',
  '%uff0e%uff0e',
  '..%0d%0a',
  '\u00ae\u00ae',
];
const slashes = [
  '/',
  '%2f',
  '%252f',
  '\\',
  '%5c',
  '%255c',
  '//',
  '/./',
  '%c0%af',
  '%e0%80%af',
  '\\/',
  '%2f%5c',
  '/%2f',
  ';/',
  '%00/',
];
const targets = [
  'etc/passwd',
  'etc/passwd%00.html',
  'package.json',
  'tokens.json',
  'secret.txt',
  'main.js',
  'dist/main.js',
];
const absolutes = [
  `${data}/secret.txt`,
  `/${data}/secret.txt`,
  `${data}/tokens.json`,
  '/etc/passwd',
  '//etc/passwd',
  '/proc/self/environ',
  '/proc/self/cmdline',
  '/file:///etc/passwd',
  'file:///etc/passwd',
  '/%2fetc%2fpasswd',
  '/C:/Windows/win.ini',
  `/${'../'.repeat(1000)}etc/passwd`,
  `/${'%2e%2e%2f'.repeat(400)}etc/passwd`,
  `/${'a'.repeat(9000)}`,
  `/assets/${'%00'.repeat(500)}`,
  '/.git/config',
  '/.env',
  '/node_modules/fastify/package.json',
  '/index.html/..%2f..%2fpackage.json',
  '/index.js.map',
  '/index.html.gz',
];

/** Where a name is taken from the path. */
const places = [
  '/',
  '/assets/',
  ...apiRoutes
    .filter(({ method, path }) => method === 'GET' && path.includes('{'))
    .map(({ path }) => path.replace(/\{\w+\}.*$/, '')),
  '/api/views/',
  '/api/tokens/',
  '/api/',
  '/ingest/',
  '/v1/',
];

function climbs(): string[] {
  const paths: string[] = [];
  for (const dot of dots)
    for (const slash of slashes)
      for (const target of targets) paths.push(`${`${dot}${slash}`.repeat(6)}${target}`);
  return paths;
}

test('no path leads out of what is served', async (context) => {
  const all = [
    ...absolutes,
    ...new Set(places.flatMap((place) => climbs().map((climb) => `${place}${climb}`))),
  ];
  const step = Math.max(1, Math.ceil(all.length / most));
  const chosen = all.filter((path, index) => index < absolutes.length || index % step === 0);
  const statuses = new Map<number, number>();
  for (const accept of ['*/*', 'text/html']) {
    await eachOf(chosen, 16, async (path) => {
      const { status, body, head } = await rawGet(server.url, path, `Accept: ${accept}\r\n`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      assert.ok([200, 400, 404, 405, 414, 431].includes(status), `${status} ${path}`);
      assert.ok(!/root:x?:0|"dependencies"|"hash"/.test(body) && !body.includes(secret), path);
      // The screen's own page answers for addresses of the screen; nothing else is found.
      if (status === 200) assert.match(head, /content-type: text\/html/i, path);
      assert.ok(
        !body.includes(folder.path) || path.includes(folder.path),
        `our path is told: ${path}`,
      );
    });
  }
  context.diagnostic(
    `${chosen.length * 2} requests: ${[...statuses].map(([status, n]) => `${status} ${n}x`).join(', ')}`,
  );
});
