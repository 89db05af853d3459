// Opens a restored store once: every part is read and checked, the schema is brought up to this program's, and what the
// moment of the backup cut off of the roll-up is made good.
import { join } from 'node:path';
import { GroundcrewError, type Log, Metrics } from '@groundcrew/runtime';
import {
  checkStoreSettings,
  insertSettings,
  migrate,
  openStore,
  startEngine,
  type Store,
} from '@groundcrew/store';
import { batchOf } from '@groundcrew/wal';
import { engineFolderName } from './layout.ts';

/** What a restored store holds. */
export interface RestoredStore {
  logs: number;
  runs: number;
}

/** Checks and mends the store in `data`. Throws `backup-damaged` when a table cannot be read in full. */
export async function mendStore(data: string, log: Log): Promise<RestoredStore> {
  const engine = await startEngine({
    dir: join(data, engineFolderName),
    fileRoots: [],
    log,
    metrics: new Metrics(),
  });
  const store = openStore({ engine });
  try {
    await checkTables(store);
    await migrate(store, { log });
    await checkStoreSettings(store);
    await addMissingRollUps(store);
    return {
      logs: await count(store, 'SELECT count() AS count FROM groundcrew.logs'),
      runs: await count(store, 'SELECT uniqExact(run_id) AS count FROM groundcrew.runs'),
    };
  } finally {
    await store.close();
    await engine.stop();
  }
}

interface CheckedPart {
  part_path: string;
  is_passed: number | boolean;
  message: string;
}

async function checkTables(store: Store): Promise<void> {
  const tables = await rows<{ name: string }>(
    store,
    `SELECT name FROM system.tables WHERE database = 'groundcrew' AND engine LIKE '%MergeTree' ORDER BY name`,
  );
  for (const { name } of tables) {
    const parts = await rows<CheckedPart>(store, `CHECK TABLE groundcrew.\`${name}\``);
    const first = parts.find((part) => Number(part.is_passed) !== 1);
    if (!first) continue;
    throw new GroundcrewError(
      'backup-damaged',
      `cannot restore the backup: part ${first.part_path} of table ${name} is damaged, ${first.message}`,
      { hint: 'restore an older backup' },
    );
  }
}

/**
 * Rows and their roll-up are two inserts. The moment may lie between them, for batches younger than the log's copy: then
 * nothing else would add the roll-up. They go in order, so only the last few batches of each log can lack theirs; a
 * margin costs nothing, because what is there is left out.
 */
async function addMissingRollUps(store: Store): Promise<void> {
  const logs = await rows<{ log: string; rolled: string }>(
    store,
    `SELECT toString(log) AS log, toString(rolled) AS rolled
     FROM (SELECT bitShiftRight(batch, 40) AS log FROM groundcrew.logs GROUP BY log) AS logs
     LEFT JOIN (SELECT bitShiftRight(batch, 40) AS log, max(batch) AS rolled FROM groundcrew.logs_per_minute GROUP BY log) AS rolled
     USING (log)`,
  );
  for (const { log, rolled } of logs) {
    const range = batchesToCheck(Number(log), BigInt(rolled));
    await store.client().command({
      query: `
INSERT INTO groundcrew.logs_per_minute (minute, service, severity_number, rows, bytes, batch)
SELECT toStartOfMinute(time) AS minute, service, severity_number, count(), sum(length(body)), batch
FROM groundcrew.logs
WHERE batch BETWEEN {first:UInt64} AND {end:UInt64} AND (batch, toDate(time)) NOT IN (
  SELECT batch, toDate(minute) FROM groundcrew.logs_per_minute WHERE batch BETWEEN {first:UInt64} AND {end:UInt64})
GROUP BY batch, minute, service, severity_number`,
      query_params: range,
      clickhouse_settings: insertSettings,
    });
  }
}

/**
 * The batches of one log that may lack their roll-up. Reckoned here: the store takes the difference of two unsigned
 * numbers for a signed one, and half of all logs have numbers above its range.
 */
function batchesToCheck(log: number, newestRolled: bigint): { first: string; end: string } {
  const start = batchOf({ log, segment: 0 });
  const first = newestRolled - margin;
  const end = batchOf({ log: log + 1, segment: 0 }) - 1n;
  return { first: String(first > start ? first : start), end: String(end) };
}

/** Batches. */
const margin = 10_000n;

async function count(store: Store, query: string): Promise<number> {
  const [row] = await rows<{ count: number }>(store, query);
  return row?.count ?? 0;
}

async function rows<Row>(store: Store, query: string): Promise<Row[]> {
  const result = await store.client().query({
    query,
    format: 'JSONEachRow',
    clickhouse_settings: {
      output_format_json_quote_64bit_integers: 0,
      // A row for each part.
      check_query_single_value_result: 0,
    },
  });
  return result.json<Row>();
}
