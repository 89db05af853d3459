// Nothing acknowledged is lost or doubled when the gateway, the engine or both are killed under load, when the program
// is killed again while it starts, and when the engine stands still.
// CRASH_KILLS sets the number of kills of each kind, CRASH_SEED repeats a run's moments.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'node:test';
import {
  childrenOf,
  eventually,
  freePort,
  type Server,
  startServer,
  temporaryFolder,
} from '../harness/server.ts';
import { countOf, crashSeed, seededNumbers } from './counts.ts';
import { startLedger } from './ledger.ts';
import { assertSound, drained, inWords, storedIds } from './stored.ts';

const kinds = {
  gateway: countOf('CRASH_KILLS', { reduced: 60, full: 500 }),
  engine: countOf('CRASH_KILLS', { reduced: 60, full: 500 }),
  both: countOf('CRASH_KILLS', { reduced: 60, full: 200 }),
  'both, and again while it starts': countOf('CRASH_KILLS', { reduced: 8, full: 200 }),
  'engine, standing still': countOf('CRASH_KILLS', { reduced: 8, full: 200 }),
};
type Kind = keyof typeof kinds;

/** A running server that is killed and started again at the same address. */
interface Scene {
  server: Server;
  start: (killAfterMs?: number) => Promise<Server>;
  /** Whole numbers of this run. */
  number: (from: number, to: number) => number;
  acknowledged: () => number;
}

function signalEngine(server: Server, signal: NodeJS.Signals): void {
  for (const pid of childrenOf(server.pid)) {
    try {
      process.kill(pid, signal);
    } catch {
      // Already gone.
    }
  }
}

async function killGateway(scene: Scene): Promise<void> {
  await scene.server.stop('SIGKILL');
  scene.server = await scene.start();
}

async function goesOn(scene: Scene): Promise<void> {
  const before = scene.acknowledged();
  await eventually('lines are taken while the engine is away', () => scene.acknowledged() > before);
}

const strikes: Record<Kind, (scene: Scene) => Promise<void>> = {
  gateway: killGateway,
  async engine(scene) {
    signalEngine(scene.server, 'SIGKILL');
    await goesOn(scene);
    await eventually('the engine is back', () => childrenOf(scene.server.pid).length > 0);
  },
  async both(scene) {
    signalEngine(scene.server, 'SIGKILL');
    await killGateway(scene);
  },
  async 'both, and again while it starts'(scene) {
    signalEngine(scene.server, 'SIGKILL');
    await scene.server.stop('SIGKILL');
    // While it opens the log, recovers it, starts the engine, migrates or delivers.
    await scene.start(scene.number(100, 1500)).then(
      (server) => server.stop('SIGKILL'),
      () => undefined,
    );
    scene.server = await scene.start();
  },
  async 'engine, standing still'(scene) {
    signalEngine(scene.server, 'SIGSTOP');
    await goesOn(scene);
    await delay(scene.number(0, 1000));
    signalEngine(scene.server, 'SIGCONT');
  },
};

for (const kind of Object.keys(kinds) as Kind[]) {
  const count = kinds[kind];
  test(`${count} times ${kind}: nothing is lost or doubled (seed ${crashSeed})`, async () => {
    const folder = temporaryFolder();
    const port = await freePort();
    const number = seededNumbers(crashSeed + kind.length);
    const start = (killAfterMs?: number) => startServer(folder.path, { port, killAfterMs });
    const ledger = startLedger(() => `http://127.0.0.1:${port}`);
    const acknowledged = () => ledger.acknowledged;
    const scene: Scene = { server: await start(), start, number, acknowledged };
    const started = performance.now();
    try {
      for (let strike = 0; strike < count; strike++) {
        await delay(number(5, 251));
        await strikes[kind](scene);
      }
      await ledger.stop();
      await drained(scene.server);
      const verdict = ledger.judge(await storedIds(scene.server));
      const seconds = Math.round((performance.now() - started) / 1000);
      console.log(`${kind}: ${count} times, seed ${crashSeed}, ${seconds} s: ${inWords(verdict)}`);
      assert.ok(verdict.acknowledged > count * 20, 'the load was real');
      assertSound(verdict);
    } finally {
      await ledger.stop();
      await scene.server.stop('SIGKILL');
      folder.remove();
    }
  });
}
