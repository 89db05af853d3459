// Makes sure that nothing an earlier attempt started can still change the store. Without that, looking what the
// store holds and filling in the rest would race with the attempt itself.
import { randomUUID } from 'node:crypto';
import { render } from '../sql.ts';
import { pause } from './backoff.ts';
import { insertSettings } from './insert-settings.ts';
import { type InsertTarget, newestFence } from './log-batch.ts';
import type { Store } from './store-port.ts';

export interface Fence {
  /** The id to give the next attempt's query. */
  queryId(target: InsertTarget, batches: readonly bigint[]): string;
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

export interface EmbeddedFenceOptions {
  /** Ends the engine's process and starts another; the data directory's lock tells that the old one is gone. */
  restart(): Promise<void>;
  /** How often the engine's process was replaced so far. */
  restarts(): number;
}

/** The engine is our own child: an attempt dies with its process. */
export function embeddedFence(options: EmbeddedFenceOptions): Fence {
  const seen = new Map<InsertTarget, number>();
  return {
    queryId: (target) => {
      seen.set(target, options.restarts());
      return randomUUID();
    },
    async raise(target) {
      // When the process died by itself, its successor is all we need.
      if (options.restarts() === seen.get(target)) await options.restart();
      return undefined;
    },
  };
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
    queryId: (target, batches) => `${prefix(target, batches)}${randomUUID()}`,
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

async function waitUntilGone(store: Store, prefix: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const text =
      'SELECT query_id FROM system.processes WHERE startsWith(query_id, {prefix:String})';
    const running = await select<{ query_id: string }>(
      store,
      { text, parameters: { prefix } },
      signal,
    );
    if (running.length === 0) return;
    await store.client().command({
      query: 'KILL QUERY WHERE startsWith(query_id, {prefix:String}) ASYNC',
      query_params: { prefix },
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
