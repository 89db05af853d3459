// Days that lie wholly within a span of time. They are partitions of `logs`, and a partition holds nothing else: its rows
// need no condition on `time`, and reading that column is half of what counting over many days costs.
import { type SqlPart, sql, value } from '@groundcrew/store';
import { timeNsMax } from './parse-time.ts';

const dayNs = 86_400_000_000_000n;
/** The last day that a Date holds, 2149-06-06; no line is believed to be from later while the clock is earlier. */
const lastDay = 65_535n;

/**
 * A condition on the partitions of the whole days of a span, `endNs` excluded; undefined when there are none, and for all
 * of time, where no time is looked at anyway.
 */
export function wholeDays({
  startNs,
  endNs,
}: {
  startNs: bigint;
  endNs: bigint;
}): SqlPart | undefined {
  if (startNs === 0n && endNs >= timeNsMax) return undefined;
  const first = (startNs + dayNs - 1n) / dayNs;
  const beforeEnd = endNs / dayNs - 1n;
  const last = beforeEnd < lastDay ? beforeEnd : lastDay;
  if (last < first) return undefined;
  return sql`_partition_value.1 BETWEEN ${value('Date', dateOf(first))} AND ${value('Date', dateOf(last))}`;
}

const dateOf = (day: bigint) => new Date(Number(day) * 86_400_000).toISOString().slice(0, 10);
