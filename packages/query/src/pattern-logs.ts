// The messages of a selection with everything that varies taken out, counted. The store does the bulk of it with one
// regular expression; `minePatterns` finishes the few thousand shapes that are left.
import { join, type LogSchema, render, type Sql, sql, trusted, value } from '@groundcrew/store';
import { jsonSettings, recordId, rfc3339 } from './record-columns.ts';
import { sampleCondition } from './sampled-rows.ts';
import {
  allOf,
  checkSelection,
  compileSelection,
  type LogSelection,
  logsTable,
} from './selection.ts';

export interface PatternLogs extends LogSelection {
  /** Look at one of this many records. */
  readonly divisor: number;
}

/** What stands for the part that varies. */
export const placeholder = '<*>';

/** Shapes that the store answers at most; what is beyond them is counted only. */
export const shapesMax = 2_000;

/** Of a message: its first line, and no more than this of it. */
const shapeBytesMax = 400;

/**
 * A word with a digit in it varies: a number, an id, a hash, a time. Groups behind it make a UUID whole, whose
 * groups may be of letters alone. https://jiemingzhu.github.io/pub/pjhe_icws2017.pdf does the same.
 */
const varying = trusted(`'[A-Za-z]*[0-9][0-9A-Za-z]*(?:(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})?'`);

const size = value('UInt16', shapeBytesMax);
const line = sql`substringIndex(substring(body, 1, ${size} + 1), '\\n', 1)`;

/** An expression: a message without what varies; one that was too long ends in an ellipsis. */
export const messageShape = sql`replaceRegexpAll(if(length(${line}) > ${size}, concat(substring(body, 1, ${size}), '…'), ${line}), ${varying}, ${value('String', placeholder)})`;

/** Severity numbers of the levels in the order of `levelNames`, `unknown` first. */
const levelCounts = join(
  [0, 1, 2, 3, 4, 5, 6].map((level) =>
    level === 0
      ? sql`countIf(severity_number = 0 OR severity_number > 24)`
      : sql`countIf(severity_number BETWEEN ${value('UInt8', level * 4 - 3)} AND ${value('UInt8', level * 4)})`,
  ),
  ', ',
);

/**
 * One String column `shape` of JSON texts `{"shape","count","sampled","levels","first_time","last_time","id","services"}`,
 * the most frequent first; `sampled` is the number of records looked at, the same in each. A message that was too
 * long ends in an ellipsis. Throws `bad-parameter` (400).
 */
export function patternLogs(request: PatternLogs, schema: LogSchema): Sql {
  checkSelection(request);
  const conditions = [compileSelection(request, schema)];
  const sample = sampleCondition(request.divisor);
  if (sample) conditions.unshift(sample);
  const shapes = sql`SELECT ${messageShape} AS text, count() AS rows, sum(rows) OVER () AS sampled, [${levelCounts}] AS levels, min(time) AS first, max(time) AS last, argMax(${recordId}, (time, batch, row)) AS id, groupUniqArray(5)(toString(service)) AS services FROM ${logsTable} WHERE ${allOf(conditions)} GROUP BY text ORDER BY rows DESC, text LIMIT ${value('UInt32', shapesMax)}`;
  return render(
    sql`SELECT ${shapeJson} AS shape FROM (${shapes}) AS counted ORDER BY counted.rows DESC, counted.text SETTINGS ${jsonSettings}`,
  );
}

const shapeJson = sql`toValidUTF8(concat('{"shape":', toJSONString(text), ',"count":', toString(rows), ',"sampled":', toString(sampled), ',"levels":', toString(levels), ',"first_time":"', ${rfc3339(sql`first`)}, '","last_time":"', ${rfc3339(sql`last`)}, '","id":"', id, '","services":', toJSONString(arraySort(services)), '}'))`;
