// A packed tarball installed into an empty folder runs as `npx groundcrew`.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { findEventually, ingest } from '../harness/api.ts';
import { cleanEnvironment, eventually, startServer, temporaryFolder } from '../harness/server.ts';

/** What else a user would do at once: read, record a program, look at the page. */
async function assertEveryPart(url: string, user: string): Promise<void> {
  const crew = (...args: string[]) =>
    spawnSync(process.execPath, [join(user, 'node_modules/groundcrew/dist/main.js'), ...args], {
      cwd: user,
      encoding: 'utf8',
      timeout: 60_000,
      env: cleanEnvironment({ GROUNDCREW_URL: url, GROUNDCREW_SPOOL: join(user, 'spool') }),
    });
  assert.match(crew('logs', 'tarball').stdout, /from the tarball/);
  const recorded = crew('run', '--name', 'nightly', '--', process.execPath, '-p', '6*7');
  assert.equal(recorded.status, 0, recorded.stderr);
  assert.match(recorded.stdout, /^42\r?\n/);
  await eventually('the run is listed', () => crew('runs').stdout.includes('nightly'));
  await findEventually(url, 'service:nightly', 1);
  const page = await fetch(url, { headers: { accept: 'text/html' } });
  const html = await page.text();
  assert.match(page.headers.get('content-type') ?? '', /text\/html/, html);
  const assets = Array.from(html.matchAll(/(?:src|href)="(\/[^"]+)"/g), ([, path = '']) => path);
  assert.ok(assets.some((path) => path.endsWith('.js')) && assets.length >= 3, html);
  for (const path of assets) {
    const answer = await fetch(new URL(path, url));
    assert.equal(answer.status, 200, path);
    assert.notEqual((await answer.arrayBuffer()).byteLength, 0, path);
  }
}

const root = resolve(import.meta.dirname, '../../..');

test('npx groundcrew works from a tarball in an empty folder', async () => {
  const folder = temporaryFolder();
  try {
    const packed = execFileSync(process.execPath, [join(root, 'scripts/pack.ts'), folder.path], {
      encoding: 'utf8',
    }).trim();
    const user = join(folder.path, 'user');
    mkdirSync(user);
    writeFileSync(join(user, 'package.json'), '{"name":"user","private":true}');
    const npm = (command: string, ...args: string[]) =>
      spawnSync(command, args, { cwd: user, encoding: 'utf8', env: cleanEnvironment() });
    // A download that stands still is begun again after half a minute, not after npm's five.
    const patience = ['--fetch-timeout=30000', '--fetch-retries=5'];
    const quiet = ['--no-audit', '--no-fund', '--prefer-offline'];
    const installed = npm('npm', 'install', ...quiet, ...patience, packed);
    assert.equal(installed.status, 0, installed.stderr);
    const version = npm('npx', '--no-install', 'groundcrew', '--version');
    assert.match(version.stdout, /^\d+\.\d+\.\d+/, version.stderr);
    assert.match(npm('npx', '--no-install', 'crew', '--help').stdout, /serve/);
    const tests = readdirSync(join(user, 'node_modules/groundcrew'), { recursive: true }).filter(
      (name) => /\.i?test\.js$/.test(String(name)),
    );
    assert.deepEqual(tests, [], 'no test is shipped');
    const server = await startServer(join(user, 'data'), {
      program: join(user, 'node_modules/groundcrew/dist/main.js'),
    });
    try {
      await ingest(server.url, '{"message":"from the tarball"}');
      await findEventually(server.url, 'tarball', 1);
      await assertEveryPart(server.url, user);
    } finally {
      assert.equal((await server.stop()).code, 0);
    }
  } finally {
    folder.remove();
  }
});
