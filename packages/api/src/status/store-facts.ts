// What the store tells about itself: its version, the size of its tables, and of each day.
import { type Sql } from '@groundcrew/store';
import { readLines, type SearchCall } from '../routes/search-logs.ts';
import type { DaySize } from './growth.ts';

/** A table of ours. */
export interface TableSize {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  readonly uncompressed_bytes: number;
}

export interface StoreFacts {
  readonly version: string;
  readonly tables: readonly TableSize[];
  readonly days: readonly DaySize[];
  /** When the oldest record of today was received, milliseconds since the epoch. */
  readonly firstTodayMs: number | undefined;
}

const statement = (text: string): Sql => ({ text, parameters: {} });

const versionQuery = statement('SELECT toJSONString(version())');

const tablesQuery = statement(
  `SELECT concat('{"name":', toJSONString(table), ',"rows":', toString(sum(rows)), ',"bytes":', toString(sum(bytes_on_disk)), ',"uncompressed_bytes":', toString(sum(data_uncompressed_bytes)), '}')
  FROM system.parts WHERE active AND database = 'groundcrew' GROUP BY table ORDER BY sum(bytes_on_disk) DESC, table`,
);

const daysQuery = statement(
  `SELECT concat('{"day":', toJSONString(partition), ',"bytes":', toString(sum(bytes_on_disk)), '}')
  FROM system.parts WHERE active AND database = 'groundcrew' AND table IN ('logs', 'logs_per_minute') GROUP BY partition ORDER BY partition`,
);

const firstTodayQuery = statement(
  `SELECT toString(toUnixTimestamp64Milli(min(observed_time))) FROM groundcrew.logs WHERE time >= toStartOfDay(now('UTC')) AND observed_time >= toStartOfDay(now('UTC')) HAVING count() > 0`,
);

/** Asks the store. Throws what every question to it throws. */
export async function readStoreFacts(call: SearchCall): Promise<StoreFacts> {
  const [version = '""'] = await readLines(call, versionQuery);
  // Written by these very statements.
  const tables = (await readLines(call, tablesQuery)).map((line) => JSON.parse(line) as TableSize);
  const days = (await readLines(call, daysQuery)).map((line) => JSON.parse(line) as DaySize);
  const [first] = await readLines(call, firstTodayQuery);
  return {
    version: String(JSON.parse(version)),
    tables,
    days,
    firstTodayMs: first === undefined ? undefined : Number(first),
  };
}
