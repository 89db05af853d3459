// S5: evil regular expressions in every place that takes one, over long lines: searches, the live tail, and the
// configuration's grok patterns and patterns of request ids. Every answer comes soon, and others do not wait.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { findEventually, ingest } from '../harness/api.ts';
import { cleanEnvironment, program, startServer, temporaryFolder } from '../harness/server.ts';
import { countOf, eachOf } from './counts.ts';
import { evilPatterns } from './evil-patterns.ts';
import { quantile, watchHealth } from './watch.ts';

const count = countOf('S5_PATTERNS', { reduced: 24, full: 1000 });
/** Others may wait so long at worst. */
const patienceMs = countOf('S5_PATIENCE_MS', { reduced: 4000, full: 1000 });
const step = Math.max(1, Math.ceil(evilPatterns.length / count));
const patterns = evilPatterns.filter((_, index) => index % step === 0);
const longLine = 'a'.repeat(100_000);
const longLines = [longLine, 'ab '.repeat(30_000), ' '.repeat(90_000), `${'a.'.repeat(40_000)}!`];
const folder = temporaryFolder();
const logs = join(folder.path, 'logs');
mkdirSync(logs);
const config = join(folder.path, 'groundcrew.yaml');
const grok = String.raw`%{GREEDYDATA:a}%{GREEDYDATA:b}(?<c>(a+)+)%{DATA:d}!%{NUMBER:n}`;
writeFileSync(
  config,
  JSON.stringify({
    tail: [{ path: `${logs}/*.log`, format: 'grok', pattern: grok }],
    requestIds: { pattern: '(?:a+)+req=((?:[a-z]+)+)!' },
  }),
);
const server = await startServer(join(folder.path, 'data'), { args: ['--config', config] });
after(async () => {
  await server.stop('SIGKILL');
  folder.remove();
});

const lines = longLines.map(
  (message) => `${JSON.stringify({ message, k: message.slice(0, 9000) })}\n`,
);
await ingest(server.url, lines.join('').repeat(2));
await findEventually(server.url, '', lines.length * 2);

const ofSearch = (pattern: string) => `/${pattern.replaceAll('/', '\\/')}/`;

test(`${patterns.length} evil patterns in every search that takes one`, async (context) => {
  const watch = watchHealth(server);
  let slowestMs = 0;
  const statuses = new Map<number, number>();
  const ask = async (path: string, pattern: string) => {
    const startMs = performance.now();
    const answer = await fetch(server.url + path);
    const text = await answer.text();
    const tookMs = performance.now() - startMs;
    slowestMs = Math.max(slowestMs, tookMs);
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    assert.ok([200, 400, 422].includes(answer.status), `${pattern}: ${answer.status} ${text}`);
    assert.ok(tookMs < 5 * patienceMs, `${pattern}: ${tookMs} ms`);
  };
  await eachOf(patterns, 2, async (pattern) => {
    for (const query of [ofSearch(pattern), `k:${ofSearch(pattern)}`])
      await ask(`/api/logs/count?query=${encodeURIComponent(query)}`, pattern);
  });
  const many = encodeURIComponent(Array(16).fill(ofSearch('(a+)+$')).join(' OR '));
  for (const path of [
    'patterns?',
    'histogram?',
    'facets?field=service&',
    'volume?by=service&',
    'fields?',
  ])
    await ask(`/api/logs/${path}query=${many}`, path);
  const health = await watch();
  context.diagnostic(
    `${[...statuses].map(([status, n]) => `${status} ${n}x`).join(', ')}; slowest ${slowestMs.toFixed(0)} ms; ` +
      `/healthz meanwhile p99 ${quantile(health, 0.99).toFixed(0)} ms, worst ${quantile(health, 1).toFixed(0)} ms`,
  );
  assert.ok(quantile(health, 0.99) < patienceMs / 4, `${quantile(health, 0.99)} ms`);
});

test('evil patterns of viewers of the live tail do not stop the others', async (context) => {
  const leaving = new AbortController();
  const viewers = patterns.filter((_, index) => index % Math.ceil(patterns.length / 20) === 0);
  let watching = 0;
  for (const pattern of viewers) {
    const answer = await fetch(
      `${server.url}/api/logs/tail?query=${encodeURIComponent(ofSearch(pattern))}`,
      { signal: leaving.signal },
    );
    if (answer.status === 200) watching += 1;
    else assert.equal(answer.status, 400, pattern);
    answer.body?.pipeTo(new WritableStream()).catch(() => undefined);
  }
  const watch = watchHealth(server);
  const startMs = performance.now();
  for (let n = 0; n < 10; n++) await ingest(server.url, lines.join(''));
  const keptMs = performance.now() - startMs;
  const health = await watch();
  leaving.abort();
  context.diagnostic(
    `${watching} viewers, 40 lines of 90 kB kept in ${keptMs.toFixed(0)} ms; /healthz worst ${quantile(health, 1).toFixed(0)} ms`,
  );
  assert.ok(quantile(health, 1) < patienceMs, `the longest wait was ${quantile(health, 1)} ms`);
});

test('evil grok patterns over a followed file do not stop others', async (context) => {
  const watch = watchHealth(server);
  writeFileSync(join(logs, 'app.log'), `${longLines.join('\n')}\ngroklastline\n`);
  await findEventually(server.url, 'groklastline', 1);
  const health = await watch();
  context.diagnostic(`/healthz worst ${quantile(health, 1).toFixed(0)} ms`);
  assert.ok(quantile(health, 1) < patienceMs, `the longest wait was ${quantile(health, 1)} ms`);
});

test('patterns that no engine of linear time takes are refused in the configuration', () => {
  const refused = ['(a)\\1', '((a{900}){900})', '(?=a)(b)', '('];
  for (const pattern of refused.slice(0, count > 100 ? 4 : 1)) {
    for (const [name, text] of [
      ['requestIds', JSON.stringify({ requestIds: { pattern } })],
      ['grok', JSON.stringify({ tail: [{ path: '/x', format: 'grok', pattern }] })],
    ] as const) {
      const file = join(folder.path, `${name}.yaml`);
      writeFileSync(file, text);
      const { status, stderr } = spawnSync(
        process.execPath,
        [
          program,
          'serve',
          '--config',
          file,
          '--data',
          join(folder.path, 'refused'),
          '--listen',
          '127.0.0.1:0',
        ],
        { encoding: 'utf8', env: cleanEnvironment(), timeout: 60_000 },
      );
      assert.equal(status, 2, `${name} ${pattern}: ${stderr}`);
    }
  }
});
