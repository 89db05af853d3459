// Makes sure that nothing an earlier attempt started can still change the store. Without that, looking what the
// store holds and filling in the rest would race with the attempt itself.
import { randomUUID } from 'node:crypto';
import type { Engine } from '../engine/engine.ts';
import { render } from '../sql.ts';
import { pause } from '../backoff.ts';
import { insertSettings } from './insert-settings.ts';
import { type InsertTarget, newestFence } from './log-batch.ts';
import type { Store } from '../client.ts';

export interface Fence {
  /** {@link InsertMode.fence} of a first attempt. */
  readonly first: number | undefined;
  /** Whether what an earlier gateway started may still run: an embedded engine ends before its successor opens. */
  readonly outlivesGateway: boolean;
  /** What to mark the next attempt with. */
  attemptId(target: InsertTarget, batches: readonly bigint[]): string;
  /**
   * Resolves once every earlier attempt on the target is over for good. Returns what the next attempt's
   * {@link InsertMode.fence} must be. Throws when the store cannot be asked: wait and call again.
   */
  raise(
    target: InsertTarget,
    batches: readonly bigint[],
    signal: AbortSignal,
  ): Promise<number | undefined>;
}

/** The engine is our own child: an attempt dies with its process. */
export function embeddedFence(engine: Pick<Engine, 'pid' | 'restarts'>): Fence {
  const seen = new Map<InsertTarget, number>();
  return {
    first: undefined,
    outlivesGateway: false,
    attemptId(target) {
      seen.set(target, engine.restarts);
      return randomUUID();
    },
    async raise(target, _, signal) {
      const { pid, restarts } = engine;
      // When the process died by itself, its successor is all we need: the directory's lock lets only one in.
      if (restarts !== seen.get(target)) return undefined;
      if (pid !== undefined) kill(pid);
      while (engine.restarts === restarts) {
        await pause(20, signal);
        signal.throwIfAborted();
      }
      return undefined;
    },
  };
}

/** Ends a process, stopped ones too; does nothing when it is gone. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    if (!isGone) throw error;
  }
}

/**
 * The store is elsewhere: running attempts are killed and waited for, and one that is still on its way will
 * find the raised fence when it starts, and insert nothing.
 */
export function remoteFence(store: Store): Fence {
  // The log's id tells attempts of several gateways apart; a log has one attempt a target.
  const prefix = (target: InsertTarget, [batch = 0n]: readonly bigint[]) =>
    `groundcrew-${batch >> 40n}-${target}:`;
  return {
    first: 0,
    outlivesGateway: true,
    attemptId: (target, batches) => `${prefix(target, batches)}${randomUUID()}`,
    async raise(target, batches, signal) {
      const newest = await select<{ fence: number }>(
        store,
        render(newestFence(target, batches)),
        signal,
      );
      const fence = (newest[0]?.fence ?? 0) + 1;
      await store.client().insert({
        table: 'groundcrew.batch_fences',
        columns: ['target', 'batch', 'fence'],
        values: batches.map((batch) => ({ target, batch: `${batch}`, fence })),
        format: 'JSONEachRow',
        clickhouse_settings: insertSettings,
        abort_signal: signal,
      });
      await waitUntilGone(store, prefix(target, batches), signal);
      return fence;
    },
  };
}

// Not by query id: the embedded engine's front has its own.
const isOurs = `startsWith(Settings['log_comment'], {prefix:String})`;

async function waitUntilGone(store: Store, prefix: string, signal: AbortSignal): Promise<void> {
  const parameters = { prefix };
  const text = `SELECT toUInt32(count()) AS count FROM system.processes WHERE ${isOurs}`;
  for (;;) {
    const [running] = await select<{ count: number }>(store, { text, parameters }, signal);
    if (running?.count === 0) return;
    await store.client().command({
      query: `KILL QUERY WHERE ${isOurs} ASYNC`,
      query_params: parameters,
      abort_signal: signal,
    });
    await pause(50, signal);
    signal.throwIfAborted();
  }
}

async function select<Row>(
  store: Store,
  query: { text: string; parameters: Readonly<Record<string, unknown>> },
  signal: AbortSignal,
): Promise<Row[]> {
  const result = await store.client().query({
    query: query.text,
    query_params: query.parameters,
    format: 'JSONEachRow',
    abort_signal: signal,
  });
  return result.json<Row>();
}
