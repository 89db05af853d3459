// Records by their ids, a few at a time.
import { type LogSchema, render, type Sql, sql, value } from '@groundcrew/store';
import { badParameter } from './bad-parameter.ts';
import type { LogId } from './log-id.ts';
import { jsonSettings, recordColumns, recordJsonText } from './record-columns.ts';
import { logsTable } from './selection.ts';

/** Ids of one question. */
const idsMax = 200;

/** Records as JSON texts, one String column `record`, oldest first; unknown ids are left out. Throws `bad-parameter`. */
export function recordsById(ids: readonly LogId[], schema: LogSchema): Sql {
  if (ids.length === 0 || ids.length > idsMax) throw badParameter('ids', `1 to ${idsMax} ids`);
  // Lists in the store's text form: as JSON numbers they would lose their last digits.
  const times = value('Array(Int64)', listText(ids.map(({ timeNs }) => timeNs)));
  const batches = value('Array(UInt64)', listText(ids.map(({ batch }) => batch)));
  const rows = value('Array(UInt32)', listText(ids.map(({ row }) => row)));
  const moments = sql`SELECT fromUnixTimestamp64Nano(arrayJoin(${times}), 'UTC')`;
  const places = sql`SELECT fromUnixTimestamp64Nano(place.1, 'UTC'), place.2, place.3 FROM (SELECT arrayJoin(arrayZip(${times}, ${batches}, ${rows})) AS place)`;
  // The first two conditions say nothing new: they are what the indexes can use.
  const found = sql`SELECT ${recordColumns(schema)} FROM ${logsTable} WHERE time IN (${moments}) AND has(${batches}, batch) AND (time, batch, row) IN (${places})`;
  return render(
    sql`SELECT ${recordJsonText(schema)} AS record FROM (${found}) ORDER BY time, batch, row SETTINGS ${jsonSettings}`,
  );
}

const listText = (numbers: readonly (bigint | number)[]) => `[${numbers.join(',')}]`;
