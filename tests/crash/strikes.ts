// A server under load that is struck again and again, and the verdict over what it had acknowledged.
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
import { crashSeed, seededNumbers } from './counts.ts';
import { startLedger } from './ledger.ts';
import { assertSound, drained, inWords, storedIds } from './stored.ts';

/** What is done to a server once, and how often. */
export interface Strike {
  /** In the words of the test's name: who is killed, and when. */
  kind: string;
  count: number;
  strike: (scene: Scene) => Promise<void>;
  skip?: string | false;
}

/** A running server that is killed and started again at the same address. */
export interface Scene {
  server: Server;
  start: (killAfterMs?: number) => Promise<Server>;
  /** Whole numbers of this run. */
  number: (from: number, to: number) => number;
  acknowledged: () => number;
}

/** Sends a signal to the engine's process. */
export function signalEngine(server: Server, signal: NodeJS.Signals): void {
  for (const pid of childrenOf(server.pid)) {
    try {
      process.kill(pid, signal);
    } catch {
      // Already gone.
    }
  }
}

/** Kills the gateway and starts it again. */
export async function killGateway(scene: Scene): Promise<void> {
  await scene.server.stop('SIGKILL');
  scene.server = await scene.start();
}

/** Waits until another line was acknowledged. */
export async function goesOn(scene: Scene): Promise<void> {
  const before = scene.acknowledged();
  await eventually('lines are taken while the engine is away', () => scene.acknowledged() > before);
}

/** Waits until the gateway has started an engine again. */
export async function engineIsBack(scene: Scene): Promise<void> {
  await eventually('the engine is back', () => childrenOf(scene.server.pid).length > 0);
}

/** The test of one kind: strikes at random moments under load, then every acknowledged line is there once. */
export function testStrikes({ kind, count, strike, skip = false }: Strike): void {
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
        for (let done = 0; done < count; done++) {
          await delay(number(5, 251));
          await strike(scene);
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
