// An export is sorted a stretch of time at a time: so it needs as much memory as its densest stretch, however long it
// is, and its first records come soon. The roll-up tells how much was logged in each minute.
import { render, type Sql, sql, value } from '@groundcrew/store';
import {
  compileRollUp,
  isInRollUp,
  minuteNs,
  rollUpEndNs,
  rollUpTable,
  secondNs,
} from './roll-up.ts';
import { checkSelection, type LogOrder, type LogSelection } from './selection.ts';

/** A stretch of an export's time, and how many rows the store should work on at once. */
export interface ExportSlice {
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly rowsPerBlock: number;
}

/** Consecutive minutes and what was logged in them. */
export interface MinuteGroup {
  /** Nanoseconds since the epoch. */
  readonly startNs: bigint;
  /** Where its last minute ends. */
  readonly endNs: bigint;
  readonly rows: number;
  readonly bytes: number;
}

const minuteSeconds = 60;

/** What is sorted at once: the store needs several times as much memory. */
const sliceShare = 1 / 10;
/** The roll-up counts bodies only: so much is assumed of everything else in a record. */
const otherBytes = 600;
/** Of how many records texts are made at once: each step of making them keeps its own copy. */
const blockShare = 1 / 128;
const blockRowsMax = 8192;
const blockRowsMin = 64;

/** Asks for {@link MinuteGroup}s in the order of time, each about as much as can be sorted at once: FORMAT TSVRaw, for `minuteGroup`. */
export function minuteGroups(request: LogSelection, memoryBytes: number): Sql {
  checkSelection(request);
  const ends = [request.startNs, request.endNs + minuteNs - 1n].map((timeNs) => {
    const minute = (timeNs / minuteNs) * minuteNs;
    return minute < rollUpEndNs ? minute : rollUpEndNs;
  });
  const [startNs = 0n, endNs = 0n] = ends;
  const search = isInRollUp(request.search) ? request.search : ({ kind: 'everything' } as const);
  const condition = compileRollUp({ startNs, endNs }, search, { promoted: new Map() });
  const bytes = value('UInt32', otherBytes);
  const perMinute = sql`SELECT minute, sum(rows) AS rows, sum(bytes) + ${bytes} * rows AS size FROM (SELECT minute, rows, bytes FROM ${rollUpTable} WHERE ${condition}) GROUP BY minute`;
  const grouped = sql`SELECT minute, rows, size, intDiv(sum(size) OVER (ORDER BY minute) - size, ${value('UInt64', Math.ceil(memoryBytes * sliceShare))}) AS slice FROM (${perMinute})`;
  return render(
    sql`SELECT toUnixTimestamp(min(minute)), toUnixTimestamp(max(minute)) + ${value('UInt8', minuteSeconds)}, sum(rows), sum(size) FROM (${grouped}) GROUP BY slice ORDER BY slice`,
  );
}

/** A group from its line. */
export function minuteGroup(line: string): MinuteGroup {
  const [start = '0', end = '0', rows, bytes] = line.split('\t');
  return {
    startNs: BigInt(start) * secondNs,
    endNs: BigInt(end) * secondNs,
    rows: Number(rows),
    bytes: Number(bytes),
  };
}

/** Cuts a span of time where the groups of its minutes meet, and dense groups evenly; in the order of time. */
export function cutSlices(
  { startNs, endNs }: Pick<LogSelection, 'startNs' | 'endNs'>,
  memoryBytes: number,
  groups: readonly MinuteGroup[],
): ExportSlice[] {
  const slices: ExportSlice[] = [];
  let from = startNs;
  const addUntil = (to: bigint, rowsPerBlock: number) => {
    const end = to < endNs ? to : endNs;
    if (end > from) slices.push({ startNs: from, endNs: end, rowsPerBlock });
    if (end > from) from = end;
  };
  let rowsPerBlock = blockRowsMax;
  for (const group of groups) {
    const parts = BigInt(Math.max(1, Math.ceil(group.bytes / (2 * memoryBytes * sliceShare))));
    rowsPerBlock = rowsAtOnce(group, memoryBytes * blockShare);
    for (let part = 1n; part <= parts; part++) {
      addUntil(group.startNs + ((group.endNs - group.startNs) * part) / parts, rowsPerBlock);
    }
  }
  addUntil(endNs, rowsPerBlock);
  return slices;
}

function rowsAtOnce({ rows, bytes }: MinuteGroup, blockBytes: number): number {
  const rowBytes = Math.max(1, bytes / Math.max(1, rows));
  return Math.round(Math.min(blockRowsMax, Math.max(blockRowsMin, blockBytes / rowBytes)));
}

/** A span of time as one slice, when nothing is known of what was logged in it. */
export const wholeSlice = (span: Pick<LogSelection, 'startNs' | 'endNs'>): ExportSlice => ({
  startNs: span.startNs,
  endNs: span.endNs,
  rowsPerBlock: blockRowsMax,
});

/** The two halves of a slice that turned out too large; undefined when it cannot be cut. */
export function halves(slice: ExportSlice, order: LogOrder): ExportSlice[] | undefined {
  const { startNs, endNs } = slice;
  if (endNs - startNs < 2n) return undefined;
  const middleNs = (startNs + endNs) / 2n;
  const rowsPerBlock = Math.max(blockRowsMin, Math.floor(slice.rowsPerBlock / 2));
  const both = [
    { startNs, endNs: middleNs, rowsPerBlock },
    { startNs: middleNs, endNs, rowsPerBlock },
  ];
  return order === 'asc' ? both : both.reverse();
}
