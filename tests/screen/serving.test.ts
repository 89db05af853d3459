// How the screen is served: policy, caching, compression, and what is left to the API.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { type Server, startServer, temporaryFolder } from '../harness/server.ts';

const folder = temporaryFolder();
let server: Server;
before(async () => (server = await startServer(folder.path)));
after(async () => {
  await server?.stop();
  folder.remove();
});

interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** A plain request: fetch would decompress and add headers of its own. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(`${server.url}${path}`, { headers, method }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
    sent.on('error', reject).end();
  });
}

const html = { accept: 'text/html' };

test('every address of the screen gives the page, under a strict policy', async () => {
  for (const path of ['/', '/logs', '/logs?q=x', '/runs/a/b', '/anything']) {
    const { status, headers, body } = await get(path, html);
    assert.equal(status, 200, path);
    const policy = String(headers['content-security-policy']);
    assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    assert.match(policy, /require-trusted-types-for 'script'/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['cache-control'], 'no-cache');
    const text = body.toString();
    assert.doesNotMatch(text, /<style|\son\w+=|style=|<script(?![^>]*\ssrc=)/);
  }
});

test('hashed files last for ever and come compressed; the page is asked for by its tag', async () => {
  const page = await get('/logs', html);
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(page.body.toString())?.[1] ?? '';
  const plain = await get(script);
  assert.equal(plain.headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.match(String(plain.headers['content-type']), /^text\/javascript/);
  const packed = await get(script, { 'accept-encoding': 'gzip, br' });
  assert.equal(packed.headers['content-encoding'], 'br');
  assert.ok(packed.body.length < 200_000, `${packed.body.length} bytes`);
  assert.deepEqual(brotliDecompressSync(packed.body), plain.body);
  const none = await get(script, { 'accept-encoding': 'br;q=0' });
  assert.equal(none.headers['content-encoding'], undefined);
  const again = await get('/logs', { ...html, 'if-none-match': String(page.headers['etag']) });
  assert.equal(again.status, 304);
  assert.equal(again.body.length, 0);
  const head = await get('/logs', html, 'HEAD');
  assert.equal(head.headers['content-length'], page.headers['content-length']);
  assert.equal(head.body.length, 0);
});

test('the API, receivers and files that are not there are left to themselves', async () => {
  assert.match(String((await get('/api', html)).body), /Groundcrew API/);
  assert.equal((await get('/api/nothing', html)).status, 404);
  assert.equal((await get('/healthz', html)).body.toString().startsWith('{"status":"ok"'), true);
  assert.equal((await get('/assets/gone.js', { accept: '*/*' })).status, 404);
  assert.equal((await get('/nothing')).status, 404);
  for (const path of ['/../package.json', '/%2e%2e/package.json', '/assets/../../index.js']) {
    const { status, body } = await get(path);
    assert.equal(status, 404, path);
    assert.doesNotMatch(body.toString(), /"version"/);
  }
});
