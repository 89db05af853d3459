import { name, sql, type SqlPart, value } from '../sql.ts';
import type { LogSchema } from '../log-columns.ts';
import { join } from '../sql.ts';

// PLACEHOLDER until ../mapping exists.
export function mappedSegment(options: { batch: bigint; promoted: LogSchema['promoted'] }): {
  columns: SqlPart;
  mapped: SqlPart;
} {
  const promoted = [...options.promoted.values()];
  const columns = [
    'time',
    'observed_time',
    'severity_number',
    'service',
    'body',
    'batch',
    'row',
    'attributes',
  ];
  return {
    columns: join(
      [...columns, ...promoted.map((each) => each.column)].map((column) => sql`${name(column)}`),
      ', ',
    ),
    mapped: sql`SELECT parseDateTime64BestEffort(JSONExtractString(l, 'time'), 9, 'UTC') AS time,
      fromUnixTimestamp64Nano(received_ns, 'UTC') AS observed_time, toUInt8(9) AS severity_number,
      JSONExtractString(l, 'service') AS service, JSONExtractString(l, 'message') AS body,
      ${value('UInt64', options.batch)} AS batch, toUInt32(rowNumberInAllBlocks()) AS row,
      CAST(mapFilter((k, v) -> k NOT IN ('time', 'service', 'message'), mapFromArrays(JSONExtractKeys(l), arrayMap(k -> JSONExtractRaw(l, k), JSONExtractKeys(l)))), 'Map(LowCardinality(String), String)') AS attributes
      FROM (SELECT received_ns, arrayJoin(arrayFilter(x -> x != '', splitByChar('\n', body))) AS l
        FROM input('magic UInt32, crc UInt32, kind UInt8, received_ns Int64, meta String, body String') WHERE kind != 0)`,
  };
}
