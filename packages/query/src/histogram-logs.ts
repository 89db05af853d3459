// The number of records per bucket of time, and per value of a field.
import { type LogSchema, render, type Sql, type SqlPart, sql, value } from '@groundcrew/store';
import { badParameter, checkInteger } from './bad-parameter.ts';
import { groupableField } from './facet-logs.ts';
import type { Field } from './fields.ts';
import { groupedRows } from './grouped-rows.ts';
import { jsonSettings, rfc3339 } from './record-columns.ts';
import { checkSelection, type LogSelection } from './selection.ts';

export interface HistogramLogs extends LogSelection {
  /** Width of a bucket. Buckets begin at multiples of it since the epoch; the span may touch at most 15,000. */
  readonly stepNs: bigint;
  /** The field whose values get a series each. */
  readonly by?: string | undefined;
  /** Series beside the rest, 1 to 100; 10 by default. The frequent values are chosen. */
  readonly seriesMax?: number | undefined;
}

export const bucketsMax = 15_000;

/**
 * One String column `bucket` of JSON texts, by time: `{"time","count"}` and, with `by`, `"value"` (typed),
 * or `"is_rest":true` for all values beyond the frequent ones, or neither for records without the field.
 * Empty buckets are left out. Throws `bad-parameter` (400).
 */
export function histogramLogs(request: HistogramLogs, schema: LogSchema): Sql {
  checkSelection(request);
  const { stepNs, by, seriesMax = 10 } = request;
  checkStep(request);
  checkInteger('series', seriesMax, { min: 1, max: 100 });
  const field = by === undefined ? undefined : groupableField('by', by);
  const rows = groupedRows(request, { stepNs, field }, schema);
  const kept = field ? keptKeys(request, field, seriesMax, schema) : sql`1`;
  const series = sql`SELECT bucket, ${kept} AS is_kept, if(is_kept, key, '') AS series, sum(rows) AS total FROM (${rows}) GROUP BY bucket, is_kept, series`;
  return render(
    sql`SELECT ${bucketJson} AS bucket FROM (${series}) AS counted ORDER BY counted.bucket, is_kept DESC, series SETTINGS ${jsonSettings}`,
  );
}

/** Throws `bad-parameter` when the buckets are too narrow, or too many. */
export function checkStep({ startNs, endNs, stepNs }: HistogramLogs): void {
  if (stepNs < 1_000_000n) throw badParameter('step', 'at least 1ms');
  if (startNs < endNs && (endNs - startNs) / stepNs + 2n > BigInt(bucketsMax)) {
    throw badParameter(
      'step',
      `large enough for at most ${bucketsMax} buckets between start and end`,
    );
  }
}

/** Whether a key is among the most frequent. Levels are few: all are kept. Records without the field stay apart. */
function keptKeys(request: LogSelection, field: Field, max: number, schema: LogSchema): SqlPart {
  if (field.kind === 'level') return sql`1`;
  const rows = groupedRows(request, { field }, schema);
  const frequent = sql`SELECT key FROM (${rows}) WHERE key != '' GROUP BY key ORDER BY sum(rows) DESC, key LIMIT ${value('UInt32', max)}`;
  return sql`(key = '' OR key IN (${frequent}))`;
}

const bucketTime = sql`fromUnixTimestamp64Nano(counted.bucket, 'UTC')`;
const seriesJson = sql`multiIf(NOT is_kept, ',"is_rest":true', series = '', '', concat(',"value":', series))`;
const bucketJson = sql`toValidUTF8(concat('{"time":"', ${rfc3339(bucketTime)}, '","count":', toString(total), ${seriesJson}, '}'))`;
