// Nothing acknowledged is lost or doubled when the gateway, the engine or both are killed under load, when the program
// is killed again while it starts, when they are killed at a chosen system call, and when the engine stands still.
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
import { attachStrace, noStrace } from './strace.ts';
import { assertSound, drained, inWords, storedIds } from './stored.ts';

const kinds = {
  gateway: countOf('CRASH_KILLS', { reduced: 60, full: 500 }),
  engine: countOf('CRASH_KILLS', { reduced: 60, full: 500 }),
  both: countOf('CRASH_KILLS', { reduced: 60, full: 200 }),
  'both, and again while it starts': countOf('CRASH_KILLS', { reduced: 3, full: 200 }),
  'gateway, at a system call of the log': countOf('CRASH_KILLS', { reduced: 2, full: 200 }),
  'engine, at the rename of a part': countOf('CRASH_KILLS', { reduced: 1, full: 200 }),
  'engine, standing still': countOf('CRASH_KILLS', { reduced: 3, full: 200 }),
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

/** Kills a process when one of its threads enters one of the calls. */
async function dieAt(pid: number, calls: string): Promise<void> {
  const fault = `inject=${calls}:signal=SIGKILL`;
  const tracing = await attachStrace(pid, ['-o', '/dev/null', '-e', `trace=${calls}`, '-e', fault]);
  // Stopping strace while the threads of a dying process still leave would keep them for ever.
  const hasDied = await Promise.race([
    tracing.ended.then(() => true),
    delay(20_000, false, { ref: false }),
  ]);
  if (!hasDied) await tracing.stop();
  assert.ok(hasDied, `${pid} dies at ${calls}`);
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
  async 'gateway, at a system call of the log'(scene) {
    const calls = ['pwritev', 'fdatasync', 'fsync', 'unlink'] as const;
    const call = calls[scene.number(0, calls.length)] ?? 'fdatasync';
    await dieAt(scene.server.pid, call);
    await killGateway(scene);
  },
  async 'engine, at the rename of a part'(scene) {
    const [engine = 0] = childrenOf(scene.server.pid);
    await dieAt(engine, 'rename,renameat,renameat2');
    await goesOn(scene);
    await eventually('the engine is back', () => childrenOf(scene.server.pid).length > 0);
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
  const skip = kind.includes(', at ') && noStrace;
  test(
    `${count} times ${kind}: nothing is lost or doubled (seed ${crashSeed})`,
    { skip },
    async () => {
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
        console.log(
          `${kind}: ${count} times, seed ${crashSeed}, ${seconds} s: ${inWords(verdict)}`,
        );
        assert.ok(verdict.acknowledged > count * 20, 'the load was real');
        assertSound(verdict);
      } finally {
        await ledger.stop();
        await scene.server.stop('SIGKILL');
        folder.remove();
      }
    },
  );
}
