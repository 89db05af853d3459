// Numbers of records by time bucket and by a field's value, from the roll-up where it can tell, else from `logs`.
import { join, type LogSchema, name, type SqlPart, sql, trusted, value } from '@groundcrew/store';
import { attributeColumn, compileSearch } from './compile-search.ts';
import type { Field } from './fields.ts';
import { isNarrowed } from './is-narrowed.ts';
import { levelNames } from './levels.ts';
import {
  compileRollUp,
  isInRollUp,
  isRollUpField,
  type MinuteSpan,
  rollUpTable,
  wholeMinutes,
} from './roll-up.ts';
import { allOf, compileSelection, type LogSelection, logsTable } from './selection.ts';
import { wholeDays } from './whole-days.ts';

/** What to group by. */
export interface Grouping {
  /** Width of a bucket in nanoseconds. */
  readonly stepNs?: bigint | undefined;
  readonly field?: Field | undefined;
}

const minuteNs = 60_000_000_000n;

/**
 * A query of columns `bucket` (Int64, nanoseconds, 0 without a step), `key` (JSON text, "" where the record has none) and `rows`.
 * The same bucket and key may come up to three times: sum the rows.
 */
export function groupedRows(
  selection: LogSelection,
  grouping: Grouping,
  schema: LogSchema,
): SqlPart {
  return join(rowQueries(selection, grouping, schema), ' UNION ALL ');
}

/** A query of the number of records, one row. The store plans a single count faster than a sum of one. */
export function countedRows(selection: LogSelection, schema: LogSchema): SqlPart {
  const queries = rowQueries(selection, {}, schema);
  if (queries.length === 1) return queries[0];
  return sql`SELECT sum(rows) AS rows FROM (${join(queries, ' UNION ALL ')})`;
}

/** One query of whole minutes and one of each ragged end; without the roll-up, as {@link logQueries} says. */
function rowQueries(
  selection: LogSelection,
  grouping: Grouping,
  schema: LogSchema,
): [SqlPart, ...SqlPart[]] {
  const span = canRollUp(selection, grouping)
    ? wholeMinutes(selection.startNs, selection.endNs)
    : undefined;
  if (!span) return logQueries(selection, grouping, schema);
  const before = { ...selection, endNs: span.startNs };
  const after = { ...selection, startNs: span.endNs };
  const edges = [before, after].filter(({ startNs, endNs }) => startNs < endNs);
  const parts = edges.map((edge) => fromLogs(compileSelection(edge, schema), grouping, schema));
  return [fromRollUp(span, selection, grouping, schema), ...parts];
}

/** One query of whole days and one of the rest, or a single one where that gains nothing. */
function logQueries(
  selection: LogSelection,
  grouping: Grouping,
  schema: LogSchema,
): [SqlPart, ...SqlPart[]] {
  const condition = compileSelection(selection, schema);
  // A bucket needs the time of every row; what an index finds needs few times, and two queries cost more than one.
  const isWhole = grouping.stepNs !== undefined || isNarrowed(selection.search);
  const days = isWhole ? undefined : wholeDays(selection);
  if (!days) return [fromLogs(condition, grouping, schema)];
  const within = allOf([days, sql`(${compileSearch(selection.search, schema)})`]);
  const rest = allOf([sql`NOT (${days})`, condition]);
  return [fromLogs(within, grouping, schema), fromLogs(rest, grouping, schema)];
}

function canRollUp({ search }: LogSelection, { stepNs, field }: Grouping): boolean {
  const isWholeStep = stepNs === undefined || stepNs % minuteNs === 0n;
  return isWholeStep && (!field || isRollUpField(field)) && isInRollUp(search);
}

function fromLogs(condition: SqlPart, grouping: Grouping, schema: LogSchema): SqlPart {
  const groups = groupColumns(sql`toUnixTimestamp64Nano(time)`, grouping, schema);
  if (!groups) return sql`SELECT count() AS rows FROM ${logsTable} WHERE ${condition}`;
  return sql`SELECT ${groups}, count() AS rows FROM ${logsTable} WHERE ${condition} GROUP BY bucket, key`;
}

function fromRollUp(
  span: MinuteSpan,
  { search }: LogSelection,
  grouping: Grouping,
  schema: LogSchema,
): SqlPart {
  const condition = compileRollUp(span, search, schema);
  const minuteNs = sql`toInt64(toUnixTimestamp(minute)) * 1000000000`;
  const groups = groupColumns(minuteNs, grouping, schema);
  const total = sql`sum(${rollUpTable}.rows) AS rows`;
  if (!groups) return sql`SELECT ${total} FROM ${rollUpTable} WHERE ${condition}`;
  return sql`SELECT ${groups}, ${total} FROM ${rollUpTable} WHERE ${condition} GROUP BY bucket, key`;
}

/** `bucket` and `key`; undefined without a grouping, because grouping by constants takes time too. */
function groupColumns(
  timeNs: SqlPart,
  { stepNs, field }: Grouping,
  schema: LogSchema,
): SqlPart | undefined {
  if (stepNs === undefined && !field) return undefined;
  return sql`${bucketOf(timeNs, stepNs)} AS bucket, ${keyOf(field, schema)} AS key`;
}

function bucketOf(timeNs: SqlPart, stepNs: bigint | undefined): SqlPart {
  if (stepNs === undefined) return sql`toInt64(0)`;
  const step = value('Int64', stepNs);
  return sql`intDiv(${timeNs}, ${step}) * ${step}`;
}

/** A field's value as JSON text, "" when absent. */
export function keyOf(field: Field | undefined, schema: LogSchema): SqlPart {
  if (!field) return sql`''`;
  switch (field.kind) {
    case 'level':
      return levelKey;
    case 'severity_number':
      return sql`toString(severity_number)`;
    case 'attribute':
      return sql`toString(${attributeColumn(field.name, schema)})`;
    case 'text':
      return jsonKey(sql`${name(field.column)}`);
    case 'body':
      return jsonKey(sql`body`);
    case 'time':
      return jsonKey(sql`toString(${name(field.column)})`);
  }
}

const jsonKey = (text: SqlPart) => sql`if(${text} = '', '', toJSONString(toString(${text})))`;

const levelTexts = trusted(
  `['"unknown"', ${levelNames.map((level) => `'"${level}"'`).join(', ')}]`,
);
/** An expression: the place of a record's level in a list of unknown and the levels, from 1. */
export const levelIndex = sql`if(severity_number BETWEEN 1 AND 24, intDiv(severity_number + 3, 4) + 1, 1)`;
const levelKey = sql`arrayElement(${levelTexts}, ${levelIndex})`;
