// An engine of its own for one test file, in a temporary folder.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { Metrics, silentLog } from '@groundcrew/runtime';
import { type Engine, type EngineOptions, startEngine } from './engine.ts';

export interface TestEngine extends AsyncDisposable {
  folder: string;
  engine: Engine;
  /** The unmodified client, with default options. */
  client: ClickHouseClient;
}

/** Starts an engine in a folder that goes with it. */
export async function startTestEngine(options: Partial<EngineOptions> = {}): Promise<TestEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'groundcrew-engine-'));
  const engine = await startEngine({
    dir: join(folder, 'engine'),
    fileRoots: [join(folder, 'files')],
    log: silentLog,
    metrics: new Metrics(),
    ...options,
  });
  const client = testClient(engine);
  return {
    folder,
    engine,
    client,
    async [Symbol.asyncDispose]() {
      await client.close();
      await engine.stop(1000);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A client for the engine's present address and password. */
export function testClient(engine: Engine): ClickHouseClient {
  const { url, username, password } = engine;
  return createClient({ url, username, password, log: { level: ClickHouseLogLevel.OFF } });
}

/** Waits until a condition holds; fails after `timeoutMs`. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  timeoutMs = 15_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`timed out: ${what}`);
    await delay(20);
  }
}

/** True while a process exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
