// S9 for what the API's own tests do not reach: hostile texts as parameters of receivers, in paths, in bodies and as
// keys of idempotency, and then in every parameter of the table through the whole program. Texts stay texts.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { apiRoutes } from '@groundcrew/api';
import { find, findEventually, ingest } from '../harness/api.ts';
import { startServer, temporaryFolder } from '../harness/server.ts';
import { countOf, eachOf } from './counts.ts';

const most = countOf('S9_TEXTS', { reduced: 6, full: 1000 });
const folder = temporaryFolder();
const server = await startServer(folder.path);
after(async () => {
  await server.stop('SIGKILL');
  folder.remove();
});

const openings = ["'", '"', '`', '\\', "\\'", "''", ')', '}', '%', '\0', '\n', '\t', ';', '{', ''];
const endings = [
  ' OR 1=1 --',
  '; DROP TABLE groundcrew.logs',
  ' UNION ALL SELECT name FROM system.tables',
  ' SETTINGS readonly=0',
  ' FORMAT Null',
  " INTO OUTFILE '/tmp/x'",
  '{p0:String}',
  '${1+1}',
  "file('/etc/passwd')",
  "url('http://127.0.0.1:1/')",
  'sleep(3)',
  '/*',
  '#',
  '\\',
  "\\'",
  '\r\nX-Injected: 1',
  '../../x',
  '__proto__',
  '-1',
  '1e308',
  '9'.repeat(40),
  '\ud83d',
  '\u202e',
  '*',
  '$(id)',
  '`id`',
  '=1+1',
];
const every = openings.flatMap((opening) =>
  endings.map((ending) => (opening + ending).toWellFormed()),
);
const step = Math.max(1, Math.ceil(every.length / most));
const texts = every.filter((_, index) => index % step === 0);

/** Words of ours that no answer may hold, unless they were sent: now, or in the lines that it shows. */
function assertQuiet(sent: readonly string[], answer: string): void {
  const told = /DB::|FROM groundcrew|\/tmp\/|\.[jt]s:\d|node:internal/.exec(answer)?.[0];
  const isOwn = told === undefined || sent.some((text) => text.includes(told));
  assert.ok(isOwn, `${told} for ${sent[0]}: ${answer.slice(0, 2_000)}`);
}

test(`${texts.length} texts as defaults, keys and values of lines come back as they are`, async () => {
  await eachOf(texts, 8, async (text, index) => {
    const query = new URLSearchParams({
      service: text,
      host: text,
      release: text,
      run_id: text,
      x: text,
    });
    const answer = await fetch(`${server.url}/ingest?${query.toString()}`, {
      method: 'POST',
      body: JSON.stringify({
        message: `injectionline ${index}`,
        [text]: text,
        a: { [text]: text },
      }),
      headers: { 'idempotency-key': encodeURIComponent(text) },
    });
    assert.equal(answer.status, 200, await answer.text());
  });
  const records = await findEventually(server.url, 'injectionline', texts.length);
  for (const record of records) {
    const text = texts[Number(/\d+/.exec(record.body)?.[0])] ?? '';
    assert.equal(
      record.service,
      // Defaults are kept without control characters.
      text
        .replaceAll(/\p{Cc}/gu, '')
        .toWellFormed()
        .trim() || undefined,
    );
  }
});

test('in every parameter of the table, in paths and in bodies', async (context) => {
  let asked = 0;
  const ask = async (sent: string, path: string, init: RequestInit = {}) => {
    const answer = await fetch(server.url + path, init);
    const text = await answer.text();
    asked += 1;
    assert.ok(
      [200, 400, 404, 413, 415, 422].includes(answer.status),
      `${answer.status} ${path} ${text}`,
    );
    assertQuiet([sent, ...(answer.status === 200 ? texts : [])], text);
    assert.equal(answer.headers.get('x-injected'), null);
  };
  for (const { method, path, query, params, body } of apiRoutes) {
    if (path === '/api/logs/tail' || path === '/api/tokens') continue;
    const own = params ? path.replace(/\{\w+\}/, 'x') : path;
    for (const parameter of Object.keys(query.shape)) {
      if (method !== 'GET') continue;
      const required =
        path.endsWith('facets') || path.endsWith('values') ? { field: 'service' } : {};
      await eachOf(texts, 8, (text) =>
        ask(text, `${own}?${new URLSearchParams({ ...required, [parameter]: text }).toString()}`),
      );
    }
    if (params) {
      await eachOf(texts, 8, (text) =>
        ask(text, path.replace(/\{\w+\}/, encodeURIComponent(text)), { method }),
      );
    }
    if (!body) continue;
    await eachOf(texts, 8, (text) =>
      ask(text, own, {
        method,
        body: JSON.stringify({ query: text, address: text, description: text, format: text }),
        headers: { 'content-type': 'application/json' },
      }),
    );
    await eachOf(texts, 8, (text) =>
      ask(text, own.replace(/\/x$/, '/view'), {
        method,
        body: JSON.stringify({
          address: `/logs?query=${encodeURIComponent(text)}`,
          description: text,
        }),
        headers: { 'content-type': 'application/json' },
      }),
    );
  }
  context.diagnostic(`${asked} requests`);
});

test('everything is still there', async () => {
  assert.equal((await find(server.url, 'injectionline')).length, texts.length);
  await ingest(server.url, 'injectionend');
  await findEventually(server.url, 'injectionend', 1);
});
