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
import { assertSound, drained, drainMs, inWords, metricOf, storedIds } from './stored.ts';

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
  /** How long it took each time until the engine served again. */
  engineAwayMs: number[];
}

/** Sends a signal to the engine's process, and returns its number: none while there is no engine. */
export function signalEngine(server: Server, signal: NodeJS.Signals): number[] {
  const engine = childrenOf(server.pid);
  for (const pid of engine) {
    try {
      process.kill(pid, signal);
    } catch {
      // Already gone.
    }
  }
  return engine;
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

/** Waits until another engine than that of the killed processes serves. */
export async function engineIsBack(scene: Scene, killed: readonly number[]): Promise<void> {
  const started = performance.now();
  await eventually(
    'the engine is back',
    async () =>
      !childrenOf(scene.server.pid).some((pid) => killed.includes(pid)) &&
      (await metricOf(scene.server, 'groundcrew_engine_up')) === 1,
  );
  scene.engineAwayMs.push(Math.round(performance.now() - started));
}

/** In words how long the engine was away, when it was. */
function awayInWords(awayMs: readonly number[]): string {
  const sorted = awayMs.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.ceil((sorted.length - 1) * share)];
  return sorted.length ? `; engine back after ${at(0.5)} ms (median), ${at(1)} ms (longest)` : '';
}

/** Each strike may leave a segment behind, which is a batch of its own: many take longer on a busy machine. */
const segmentPatienceMs = 250;

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
      const server = await start();
      const scene: Scene = { server, start, number, acknowledged, engineAwayMs: [] };
      const started = performance.now();
      try {
        for (let done = 0; done < count; done++) {
          await delay(number(5, 251));
          await strike(scene);
        }
        await ledger.stop();
        await drained(scene.server, drainMs + count * segmentPatienceMs);
        const verdict = ledger.judge(await storedIds(scene.server));
        const seconds = Math.round((performance.now() - started) / 1000);
        console.log(
          `${kind}: ${count} times, seed ${crashSeed}, ${seconds} s: ${inWords(verdict)}${awayInWords(scene.engineAwayMs)}`,
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
