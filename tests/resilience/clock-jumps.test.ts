// The wall clock jumps under load: by an hour and a day in both directions, by ten years, to the end of a day and over
// the change to summer time. Nothing is lost or doubled, resends are still known, and durations do not notice.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'node:test';
import { countOf } from '../crash/counts.ts';
import { startLedger } from '../crash/ledger.ts';
import { assertSound, drained, inWords, storedIds } from '../crash/stored.ts';
import { find } from '../harness/api.ts';
import { startServer, temporaryFolder } from '../harness/server.ts';

const rounds = countOf('CRASH_CLOCK_ROUNDS', { reduced: 1, full: 20 });
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How far to go from the machine's time. */
const jumps: Record<string, () => number> = {
  'an hour ahead': () => hourMs,
  'an hour back': () => -hourMs,
  'a day back': () => -dayMs,
  'a second before midnight, UTC': () => dayMs - (Date.now() % dayMs) - 1000,
  'a second before summer time begins in Berlin': () =>
    Date.parse('2027-03-28T00:59:59Z') - Date.now(),
  'ten years ahead': () => 3650 * dayMs,
  'the right time': () => 0,
};

async function send(url: string, key: string): Promise<boolean> {
  const headers = { 'idempotency-key': key };
  const body = '{"message":"keyed line"}';
  const answer = await fetch(`${url}/ingest`, { method: 'POST', body, headers });
  assert.equal(answer.status, 200, await answer.text());
  return answer.ok;
}

test(`jumps of the clock under load, ${rounds} times`, async () => {
  const folder = temporaryFolder();
  const offset = join(folder.path, 'offset');
  writeFileSync(offset, '0');
  const server = await startServer(join(folder.path, 'data'), {
    env: {
      TZ: 'Europe/Berlin',
      TEST_CLOCK_OFFSET: offset,
      NODE_OPTIONS: `--import=${join(import.meta.dirname, 'jumping-clock.js')}`,
      GROUNDCREW_RETENTION_LOGS_DAYS: '3',
    },
  });
  const ledger = startLedger(() => server.url);
  try {
    for (let round = 0; round < rounds; round++) {
      for (const [name, offsetMs] of Object.entries(jumps)) {
        const key = `${round} ${name}`;
        await send(server.url, key);
        writeFileSync(offset, String(Math.round(offsetMs())));
        const before = ledger.acknowledged;
        await delay(350);
        const started = performance.now();
        await send(server.url, key);
        assert.ok(performance.now() - started < 30_000, `${name}: answered at once`);
        assert.ok(ledger.acknowledged > before, `${name}: lines are taken`);
      }
    }
    await ledger.stop();
    await drained(server);
    const verdict = ledger.judge(await storedIds(server));
    console.log(`${rounds} × ${Object.keys(jumps).length} jumps: ${inWords(verdict)}`);
    assertSound(verdict);
    assert.equal(verdict.unknown + ledger.refused, 0, 'every request was answered');
    const keyed = await find(server.url, 'keyed');
    assert.equal(keyed.length, rounds * Object.keys(jumps).length, 'sent twice, there once');
    const years = new Set(keyed.map(({ observed_time: time }) => time.slice(0, 4)));
    // The line sent at "the right time" was sent first while the clock was still ten years ahead.
    assert.ok(years.size > 1, `the clock did jump: ${[...years].join(', ')}`);
  } finally {
    await ledger.stop();
    await server.stop('SIGKILL');
    folder.remove();
  }
});
