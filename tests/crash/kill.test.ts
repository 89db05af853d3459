// Nothing acknowledged is lost or doubled when the gateway, the engine or both are killed under load.
// CRASH_KILLS sets the number of kills of each kind, CRASH_SEED repeats a run's moments.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  childrenOf,
  eventually,
  freePort,
  type Server,
  startServer,
  temporaryFolder,
} from '../harness/server.ts';
import { startLedger } from './ledger.ts';

const kills = Number(process.env['CRASH_KILLS'] ?? 60);
const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);

/** A small linear congruential generator: the moments of the kills, the same for the same seed. */
function seededDelays(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 5 + (state % 246);
  };
}

const delay = (ms: number) => new Promise((wake) => setTimeout(wake, ms));

async function storedIds(server: Server): Promise<string[]> {
  const answer = await fetch(
    `${server.url}/api/logs/export?query=event&start=-1d&end=now&format=ndjson`,
  );
  assert.equal(answer.status, 200);
  const lines = (await answer.text()).split('\n').filter(Boolean);
  return lines.map((line) => (JSON.parse(line) as { attributes: { id: string } }).attributes.id);
}

/** The log has been delivered when as many rows can be found twice in a row and the log holds nothing. */
async function drained(server: Server, atLeast: number): Promise<void> {
  await eventually(
    'every acknowledged event is stored',
    async () => {
      const answer = await fetch(`${server.url}/api/logs/count?query=event&start=-1d&end=now`);
      return answer.ok && ((await answer.json()) as { count: number }).count >= atLeast;
    },
    60_000,
  );
  await eventually(
    'the log is empty',
    async () => {
      const text = await fetch(`${server.url}/metrics`).then((answer) => answer.text());
      return /^groundcrew_wal_size_bytes\S* 0$/m.test(text);
    },
    60_000,
  );
}

type Victims = 'gateway' | 'engine' | 'both';

function killNow(server: Server, victims: Victims): void {
  if (victims !== 'gateway') {
    for (const pid of childrenOf(server.pid)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Already gone.
      }
    }
  }
  if (victims !== 'engine') process.kill(server.pid, 'SIGKILL');
}

for (const victims of ['gateway', 'engine', 'both'] as const) {
  test(`${kills} kills of ${victims} under load lose and double nothing (seed ${seed})`, async () => {
    const folder = temporaryFolder();
    const port = await freePort();
    const nextDelay = seededDelays(seed + victims.length);
    let server = await startServer(folder.path, { port });
    const ledger = startLedger(() => `http://127.0.0.1:${port}`);
    try {
      for (let kill = 0; kill < kills; kill++) {
        await delay(nextDelay());
        killNow(server, victims);
        if (victims === 'engine') {
          const before = ledger.acknowledged;
          await eventually(
            'ingest goes on while the engine is away',
            () => ledger.acknowledged > before,
          );
          await eventually('the engine is back', () => childrenOf(server.pid).length > 0);
        } else {
          await server.stop('SIGKILL');
          server = await startServer(folder.path, { port });
        }
      }
      await ledger.stop();
      await drained(server, ledger.acknowledged);
      const verdict = ledger.judge(await storedIds(server));
      console.log(
        `${victims}: ${kills} kills, seed ${seed}: ${verdict.acknowledged} acknowledged, ${verdict.stored} stored, ` +
          `${verdict.unknown} of unknown fate, ${verdict.lost.length} lost, ${verdict.doubled.length} doubled`,
      );
      assert.ok(verdict.acknowledged > kills * 20, 'the load was real');
      assert.deepEqual(verdict.lost.slice(0, 5), []);
      assert.deepEqual(verdict.doubled.slice(0, 5), []);
      assert.deepEqual(verdict.foreign.slice(0, 5), []);
    } finally {
      await ledger.stop();
      await server.stop('SIGKILL');
      folder.remove();
    }
  });
}
