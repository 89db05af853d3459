// Brings the store's schema to the one this program knows. MergeTree has no transactions, so safety comes from
// idempotent statements; claims only keep two processes from doing the same work at the same time.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { GroundcrewError, type Log } from '@groundcrew/runtime';
import { insertSettings } from '../delivery/insert-settings.ts';
import type { Store } from '../client.ts';
import type { Migration } from './migration.ts';
import { migrations as known } from './migrations.ts';

export interface MigrateOptions {
  log: Log;
  /** Tests pass their own. */
  migrations?: readonly Migration[];
  /** A claim older than this belongs to a process that died: the step is taken over. */
  claimTimeoutMs?: number;
}

const table = `
CREATE TABLE IF NOT EXISTS groundcrew.migrations (
  number UInt32,
  name String,
  event LowCardinality(String),
  process String,
  time DateTime64(9, 'UTC') DEFAULT now64(9, 'UTC')
) ENGINE = MergeTree
ORDER BY (number, time)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1`;

/**
 * Runs the migrations the store does not have yet. Safe to call from several processes at once.
 * @throws GroundcrewError `store-newer` when a newer program already changed the schema.
 */
export async function migrate(store: Store, options: MigrateOptions): Promise<void> {
  const steps = options.migrations ?? known;
  await command(store, 'CREATE DATABASE IF NOT EXISTS groundcrew');
  await command(store, table);
  const newest = steps.at(-1)?.number ?? 0;
  const done = await newestDone(store);
  if (done > newest) throw newerStore(done, newest);
  for (const step of steps.filter((each) => each.number > done)) await take(store, step, options);
}

async function take(store: Store, step: Migration, options: MigrateOptions): Promise<void> {
  const process = randomUUID();
  await note(store, step, 'claimed', process);
  while (!(await isOurs(store, step, { process, timeoutMs: options.claimTimeoutMs ?? 30_000 }))) {
    if ((await newestDone(store)) >= step.number) return;
    await sleep(100);
  }
  if ((await newestDone(store)) >= step.number) return;
  for (const statement of step.statements) await command(store, statement);
  await note(store, step, 'done', process);
  options.log.info({ migration: step.number, name: step.name }, 'changed the schema of the store');
}

/** The oldest claim that is still fresh wins. An embedded store has no other process. */
async function isOurs(
  store: Store,
  step: Migration,
  claim: { process: string; timeoutMs: number },
): Promise<boolean> {
  if (store.isEmbedded) return true;
  const [winner] = await select<{ process: string }>(
    store,
    `SELECT process FROM groundcrew.migrations
     WHERE number = {number:UInt32} AND event = 'claimed'
       AND time > now64(9, 'UTC') - toIntervalMillisecond({timeout:UInt64})
     ORDER BY time, process LIMIT 1`,
    { number: step.number, timeout: claim.timeoutMs },
  );
  return winner === undefined || winner.process === claim.process;
}

async function newestDone(store: Store): Promise<number> {
  const [row] = await select<{ newest: number }>(
    store,
    `SELECT max(number) AS newest FROM groundcrew.migrations WHERE event = 'done'`,
    {},
  );
  return row?.newest ?? 0;
}

async function note(store: Store, step: Migration, event: string, process: string): Promise<void> {
  await store.client().insert({
    table: 'groundcrew.migrations',
    columns: ['number', 'name', 'event', 'process'],
    values: [{ number: step.number, name: step.name, event, process }],
    format: 'JSONEachRow',
    clickhouse_settings: insertSettings,
  });
}

async function command(store: Store, query: string): Promise<void> {
  await store.client().command({ query });
}

async function select<Row>(
  store: Store,
  query: string,
  parameters: Record<string, unknown>,
): Promise<Row[]> {
  const result = await store
    .client()
    .query({ query, query_params: parameters, format: 'JSONEachRow' });
  return result.json<Row>();
}

function newerStore(found: number, newest: number): GroundcrewError {
  return new GroundcrewError(
    'store-newer',
    `cannot open the store: its schema is at ${found}, this program knows ${newest}`,
    { hint: 'Start the newer version of groundcrew that was used before.' },
  );
}
