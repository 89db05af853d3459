// The store away for long at 2,000 events a second: everything is acknowledged and kept, memory stays, what waits is
// delivered in order once it is back. And a log that reaches its bound: refused with a time to come back, then taken.
// CRASH_AWAY_SECONDS sets how long it is away, CRASH_REPLAY_MB how much a new start finds in the log.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startEngine } from '@groundcrew/store';
import { Metrics, silentLog } from '@groundcrew/runtime';
import { countOf } from '../crash/counts.ts';
import { startLedger } from '../crash/ledger.ts';
import { assertSound, drained, inWords, metricOf, storedIds } from '../crash/stored.ts';
import { residentBytes } from '../harness/memory.ts';
import { eventually, startServer, temporaryFolder } from '../harness/server.ts';
import { openTcpProxy } from '../harness/tcp-proxy.ts';

const awaySeconds = countOf('CRASH_AWAY_SECONDS', { reduced: 2, full: 600 });
const replayMb = countOf('CRASH_REPLAY_MB', { reduced: 32, full: 1024 });
const mebibyte = 1024 * 1024;
const drainMsMax = 300_000;

const folder = temporaryFolder();
const elsewhere = await startEngine({
  dir: join(folder.path, 'elsewhere'),
  fileRoots: [],
  log: silentLog,
  metrics: new Metrics(),
});
const network = await openTcpProxy(Number(new URL(elsewhere.url).port));
const store = `http://${elsewhere.username}:${elsewhere.password}@127.0.0.1:${network.port}`;
after(async () => {
  await network.cut().catch(() => undefined);
  await elsewhere.stop(1000);
  folder.remove();
});

const serve = (name: string, env: Record<string, string> = {}) =>
  startServer(join(folder.path, name), { env: { GROUNDCREW_STORE: store, ...env } });

/** The numbers that a client gave its stored events, in the order of the store. */
function numbersByClient(ids: readonly string[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const id of ids) {
    const [, client = '', number] = /^(.*c\d+)n(\d+)$/.exec(id) ?? [];
    const numbers = found.get(client) ?? [];
    numbers.push(Number(number));
    found.set(client, numbers);
  }
  return found;
}

test(`the store is away for ${awaySeconds} s at 2,000 events a second`, async () => {
  const server = await serve('away');
  const ledger = startLedger(() => server.url);
  try {
    await delay(1000);
    const memoryBefore = residentBytes(server.pid);
    let memoryBytes = memoryBefore;
    await network.cut();
    const refusedBefore = ledger.refused;
    for (let second = 0; second < awaySeconds; second++) {
      await delay(1000);
      memoryBytes = Math.max(memoryBytes, residentBytes(server.pid));
    }
    assert.equal(ledger.refused, refusedBefore, 'nothing is refused meanwhile');
    const asked = await fetch(`${server.url}/api/logs?query=event`);
    assert.equal(asked.status, 503, 'who asks is told that the store is away');
    const waitingMb = ((await metricOf(server, 'groundcrew_wal_size_bytes')) ?? 0) / mebibyte;
    await network.mend();
    const back = performance.now();
    await ledger.stop();
    await drained(server, drainMsMax);
    const seconds = (performance.now() - back) / 1000;
    const ids = await storedIds(server);
    const verdict = ledger.judge(ids);
    const grown = Math.round((memoryBytes - memoryBefore) / mebibyte);
    console.log(
      `${awaySeconds} s away: ${inWords(verdict)}; memory grew by ${grown} MiB, ` +
        `${waitingMb.toFixed(0)} MiB delivered in ${seconds.toFixed(1)} s`,
    );
    assertSound(verdict);
    assert.ok(grown < 100, `memory grew by ${grown} MiB`);
    for (const [client, numbers] of numbersByClient(ids)) {
      const isInOrder = numbers.every(
        (number, index) => index === 0 || number > (numbers[index - 1] ?? 0),
      );
      assert.ok(isInOrder, `the events of ${client} are in order`);
    }
  } finally {
    await ledger.stop();
    await server.stop('SIGKILL');
  }
});

/** A request of 1 MiB in lines of 256 bytes, each with a number of its own. */
function megabyte(word: string, request: number): string {
  return Array.from({ length: 4096 }, (_, index) => {
    const line = JSON.stringify({ message: `${word} ${request * 4096 + index}`, pad: '' });
    return line.replace('""', `"${'x'.repeat(255 - line.length)}"`);
  }).join('\n');
}

/** Rows stored of a word, and how many different ones they are. */
async function countsOf(word: string): Promise<[number, number]> {
  const credentials = Buffer.from(`${elsewhere.username}:${elsewhere.password}`).toString('base64');
  const answer = await fetch(elsewhere.url, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: `SELECT count(), uniqExact(body) FROM groundcrew.logs WHERE startsWith(body, '${word} ') FORMAT TSV`,
  });
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  const [rows, distinct] = text.split('\t').map(Number);
  return [rows ?? 0, distinct ?? 0];
}

test('a log at its bound refuses, forgets nothing, and takes lines again', async () => {
  const server = await serve('bounded', { GROUNDCREW_WAL_SIZE_BYTES_MAX: String(64 * mebibyte) });
  try {
    await network.cut();
    let kept = 0;
    let refused: Response | undefined;
    while (!refused) {
      assert.ok(kept <= 64, 'the bound holds');
      const answer = await fetch(`${server.url}/ingest`, {
        method: 'POST',
        body: megabyte('bound', kept),
      });
      const text = await answer.text();
      if (answer.ok) kept += 1;
      else {
        refused = answer;
        assert.match(text, /log-full/);
      }
    }
    assert.equal(refused.status, 503);
    assert.ok(Number(refused.headers.get('retry-after')) > 0);
    await network.mend();
    const back = performance.now();
    await eventually('lines are taken again', async () => {
      const answer = await fetch(`${server.url}/ingest`, {
        method: 'POST',
        body: megabyte('bound', kept),
      });
      await answer.text();
      return answer.ok;
    });
    const again = performance.now() - back;
    await drained(server);
    console.log(`log at its bound after ${kept} MiB, taken again after ${Math.round(again)} ms`);
    assert.deepEqual(await countsOf('bound'), [(kept + 1) * 4096, (kept + 1) * 4096]);
  } finally {
    await server.stop('SIGKILL');
  }
});

test(`a start that finds ${replayMb} MB in the log`, async () => {
  let server = await serve('replay');
  try {
    await network.cut();
    for (let request = 0; request < replayMb; request++) {
      const answer = await fetch(`${server.url}/ingest`, {
        method: 'POST',
        body: megabyte('replay', request),
      });
      assert.equal(answer.status, 200, await answer.text());
    }
    await server.stop('SIGKILL');
    await network.mend();
    const started = performance.now();
    server = await serve('replay');
    const answer = await fetch(`${server.url}/ingest`, {
      method: 'POST',
      body: '{"message":"first after the start"}',
      headers: { 'idempotency-key': 'first' },
    });
    assert.equal(answer.status, 200);
    const taking = (performance.now() - started) / 1000;
    await drained(server, drainMsMax);
    const done = (performance.now() - started) / 1000;
    console.log(
      `${replayMb} MB in the log: a line with a key is acknowledged ${taking.toFixed(1)} s after the start, all is stored after ${done.toFixed(1)} s`,
    );
    assert.ok(taking < 60, 'lines are taken within a minute');
    assert.deepEqual(await countsOf('replay'), [replayMb * 4096, replayMb * 4096]);
  } finally {
    await server.stop('SIGKILL');
  }
});
