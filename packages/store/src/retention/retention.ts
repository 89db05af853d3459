// Removes whole days of old log rows. A wrong clock must not remove anything, so the clock is judged first.
import type { Clock, Log } from '@groundcrew/runtime';
import type { Store } from '../client.ts';

const dayMs = 86_400_000;
const dayNs = BigInt(dayMs) * 1_000_000n;
const tables = ['logs', 'logs_per_minute'] as const;

/**
 * Drops the days that lie wholly before `nowNs` minus `days`. Returns the dropped days, `YYYY-MM-DD`.
 * Does not ask whether the clock is right: {@link openRetention} does.
 */
export async function dropLogsOlderThan(
  store: Store,
  { days, nowNs }: { days: number; nowNs: bigint },
): Promise<string[]> {
  const dropped = new Set<string>();
  for (const table of tables) {
    for (const day of await daysBefore(store, table, dayOf(nowNs - BigInt(days) * dayNs))) {
      await store.client().command({
        query: `ALTER TABLE groundcrew.${table} DROP PARTITION {day:String}`,
        query_params: { day },
      });
      dropped.add(day);
    }
  }
  await dropRunsBefore(store, dayOf(nowNs - BigInt(days) * dayNs));
  return [...dropped].sort();
}

/** Runs are few, and dropped by whole months: those before the month of the cut-off day. */
async function dropRunsBefore(store: Store, cutoff: string): Promise<void> {
  const month = cutoff.slice(0, 7).replace('-', '');
  for (const partition of await daysBefore(store, 'runs', month)) {
    await store.client().command({
      query: 'ALTER TABLE groundcrew.runs DROP PARTITION {month:String}',
      query_params: { month: partition },
    });
  }
}

export interface RetentionOptions {
  store: Store;
  /** Rows younger than this many days stay. */
  days: number;
  clock: Clock;
  log: Log;
}

/** Call `run` daily, or oftener. */
export interface Retention {
  /** Drops what is too old and returns the days; drops nothing while the clock is in doubt, and says so. */
  run(): Promise<string[]>;
}

/**
 * The clock is in doubt for good once it went forward by more than a day against the monotonic clock: a restart of the
 * program is the confirmation. It is also in doubt while the newest row was received over a day ago.
 */
export function openRetention({ store, days, clock, log }: RetentionOptions): Retention {
  const offsetMs = () => Number(clock.nowNs() / 1_000_000n) - clock.monotonicMs();
  const startMs = offsetMs();
  return {
    async run() {
      const jumpMs = offsetMs() - startMs;
      if (jumpMs > dayMs) {
        log.error(
          { jumpMs },
          'the clock went forward by more than a day: old logs are not removed',
        );
        return [];
      }
      const nowNs = clock.nowNs();
      const newestNs = await newestReceivedNs(store);
      if (newestNs === 0n) return [];
      const ageNs = nowNs - newestNs;
      if (ageNs > dayNs) {
        log.warn({ ageMs: Number(ageNs / 1_000_000n) }, 'no recent logs: old ones are not removed');
        return [];
      }
      const dropped = await dropLogsOlderThan(store, { days, nowNs });
      if (dropped.length > 0) log.info({ dropped, days }, 'removed old logs');
      return dropped;
    },
  };
}

const dayOf = (timeNs: bigint) => new Date(Number(timeNs / 1_000_000n)).toISOString().slice(0, 10);

async function daysBefore(store: Store, table: string, cutoff: string): Promise<string[]> {
  const result = await store.client().query({
    query: `SELECT DISTINCT partition AS day FROM system.parts
      WHERE active AND database = 'groundcrew' AND table = {table:String} AND partition < {cutoff:String}
      ORDER BY day`,
    query_params: { table, cutoff },
    format: 'JSONEachRow',
  });
  const rows = await result.json<{ day: string }>();
  return rows.map((row) => row.day);
}

/** When the newest row was received; 0 without rows. */
async function newestReceivedNs(store: Store): Promise<bigint> {
  const result = await store.client().query({
    query: `SELECT toString(toUnixTimestamp64Nano(max(observed_time))) AS newest FROM groundcrew.logs`,
    format: 'JSONEachRow',
  });
  const [row] = await result.json<{ newest: string }>();
  return BigInt(row?.newest ?? 0);
}
