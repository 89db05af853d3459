// The start-up check that the store will do what the delivery counts on. Settings have changed under us before:
// what was asked for is read back, not assumed.
import { GroundcrewError } from '@groundcrew/runtime';
import { insertSettings } from '../delivery/insert-settings.ts';
import type { Store } from '../client.ts';

const durableTables = ['logs', 'logs_per_minute', 'runs', 'entities'];
const durableSettings = [
  'fsync_after_insert = 1',
  'fsync_part_directory = 1',
  'min_rows_to_fsync_after_merge = 1',
];

/**
 * Checks the tables' settings and that the settings sent with inserts are in force.
 * @throws GroundcrewError `store-unsafe`, naming each that is not as it must be.
 */
export async function checkStoreSettings(store: Store): Promise<void> {
  const wrong = [...(await wrongTables(store)), ...(await wrongInsertSettings(store))];
  if (wrong.length === 0) return;
  throw new GroundcrewError(
    'store-unsafe',
    `cannot use the store: acknowledged lines would not be safe, ${wrong.join('; ')}`,
    { hint: 'Undo the change to the tables or to the profile of the user groundcrew connects as.' },
  );
}

async function wrongTables(store: Store): Promise<string[]> {
  const result = await store.client().query({
    query: `SELECT name, engine_full FROM system.tables WHERE database = 'groundcrew' AND name IN {names:Array(String)}`,
    query_params: { names: durableTables },
    format: 'JSONEachRow',
  });
  const rows = await result.json<{ name: string; engine_full: string }>();
  return durableTables.flatMap((table) => {
    const engine = rows.find((row) => row.name === table)?.engine_full;
    if (engine === undefined) return [`table ${table} is missing`];
    return durableSettings
      .filter((setting) => !engine.includes(setting))
      .map((setting) => `table ${table} lacks ${setting}`);
  });
}

async function wrongInsertSettings(store: Store): Promise<string[]> {
  const wanted = Object.entries(insertSettings).map(
    ([name, value]) => [name, String(value)] as const,
  );
  const result = await store.client().query({
    query: 'SELECT name, value FROM system.settings WHERE name IN {names:Array(String)}',
    query_params: { names: wanted.map(([name]) => name) },
    clickhouse_settings: insertSettings,
    format: 'JSONEachRow',
  });
  const rows = await result.json<{ name: string; value: string }>();
  const actual = new Map(rows.map((row) => [row.name, row.value]));
  return wanted
    .filter(([name, value]) => actual.get(name) !== value)
    .map(([name, value]) => `setting ${name} is ${actual.get(name) ?? 'unknown'}, not ${value}`);
}
