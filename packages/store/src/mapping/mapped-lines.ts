// The lines of a segment as rows of the table `logs`. Says the same as `mapLine` in the model; a test holds them equal.
import { requestIdPattern } from '@groundcrew/model';
import { logColumns, type LogSchema, type PromotedAttribute } from '../log-columns.ts';
import { join, name, sql, type SqlPart, trusted, value } from '../sql.ts';
import { attributeColumns, attributes, attributeSteps } from './attribute-columns.ts';
import { memberSteps } from './member-columns.ts';
import { pickSteps, textExpressions } from './pick-columns.ts';
import { chainSelects, withColumns, words } from './steps.ts';
import { idTextColumns, patternPlace, type searches, traceColumn } from './text-id-columns.ts';

/** The columns of a segment file, which is a stream of ClickHouse's RowBinary. */
export const segmentStructure =
  'magic UInt32, crc UInt32, kind UInt8, received_ns Int64, meta String, body String';

export interface MappedLinesOptions {
  batch: bigint;
  promoted: LogSchema['promoted'];
  /** Where the segment's rows come from; `input('…')` unless a test says otherwise. */
  source?: SqlPart;
  /**
   * RE2 expression that finds request ids in text: what its groups catch, joined. The model's own unless given; ''
   * looks for none.
   */
  requestIdPattern?: string | undefined;
  /** Rows from `from` (included) to `to` (excluded) alone. */
  range?: { from: number; to: number };
  /** Rows by number that are left out before they are parsed. */
  without?: readonly number[];
  /** Rows of this day (UTC, `2024-01-31`) alone. */
  day?: string;
}

/** The names of what `mappedLines` selects, in its order. */
export function mappedColumns(promoted: LogSchema['promoted']): SqlPart {
  return join(
    [...fixedColumns, ...[...promoted.values()].map((each) => each.column)].map(
      (column) => sql`${name(column)}`,
    ),
    ', ',
  );
}

/**
 * `SELECT` of all columns of `logs` for the lines of a segment. `row` numbers the lines that are not empty from 0 in
 * the order of the file, which needs `mappingSettings`.
 */
export function mappedLines(options: MappedLinesOptions): SqlPart {
  const promoted = [...options.promoted.values()];
  const batch = sql`${value('UInt64', String(options.batch))} AS batch`;
  const picked = pickedLines(numberedLines(options), options.requestIdPattern ?? requestIdPattern);
  const mapped =
    promoted.length === 0
      ? sql`SELECT ${trusted(fixedExpressions)}, row, ${batch}, ${toMap(attributes)} AS attributes FROM (${picked})`
      : sql`SELECT ${trusted(fixedExpressions)}, row, ${batch}, ${promotedColumns(promoted)}
          FROM (SELECT *, ${trusted(attributes)} AS all FROM (${picked}))`;
  if (options.day === undefined) return mapped;
  return sql`SELECT * FROM (${mapped}) WHERE toDate(time) = ${value('Date', options.day)}`;
}

const toMap = (members: string) =>
  trusted(`CAST(${members}, 'Map(LowCardinality(String), String)')`);

const fixedColumns = [...Object.values(logColumns), 'row', 'batch', 'attributes'];

const expressions: Record<keyof typeof logColumns, string> = {
  time: `fromUnixTimestamp64Nano(if(timeNs = 0, received_ns, timeNs), 'UTC')`,
  observed_time: `fromUnixTimestamp64Nano(received_ns, 'UTC')`,
  body: 'body',
  ...textExpressions,
};

const fixedExpressions = Object.values(logColumns)
  .map((column) => `${expressions[column]} AS ${column}`)
  .join(', ');

/** The subqueries between the numbered lines and the selected columns. */
const chainFor = (search: Search) =>
  chainSelects(
    {
      query: '<lines>',
      columns: ['kind', 'received_ns', 'line', 'row', 'defaults'],
    },
    withColumns(
      [...memberSteps, ...pickSteps, ...attributeSteps],
      [idTextColumns(search), traceColumn],
    ),
    [...Object.values(expressions).flatMap(words), 'row', ...attributeColumns],
  );

type Search = keyof typeof searches;
const chains: Record<Search, string> = {
  standard: chainFor('standard'),
  other: chainFor('other'),
  none: chainFor('none'),
};

function searchFor(pattern: string): Search {
  if (pattern === '') return 'none';
  return pattern === requestIdPattern ? 'standard' : 'other';
}

/** The chain over these lines, with the pattern in its place. */
function pickedLines(lines: SqlPart, pattern: string): SqlPart {
  const text = chains[searchFor(pattern)];
  const places = new Map([
    ['<lines>', lines],
    [patternPlace, sql`${value('String', pattern)}`],
  ]);
  const pieces = text.split(new RegExp(`(${[...places.keys()].join('|')})`));
  return join(
    pieces.map((piece) => places.get(piece) ?? trusted(piece)),
    '',
  );
}

/** One column, because each takes its time to plan in every step it passes. */
const defaults = ['service', 'host', 'instance', 'release', 'run_id']
  .map((field) => `toLowCardinality(JSONExtractString(meta, '${field}'))`)
  .join(', ');

function numberedLines({ source, range, without }: MappedLinesOptions): SqlPart {
  const segment = source ?? sql`input(${trusted(`'${segmentStructure}'`)})`;
  const lines = sql`SELECT kind, received_ns, tuple(${trusted(defaults)}) AS defaults,
    arrayJoin(arrayFilter(x -> x != '', splitByChar('\\n', body))) AS line
    FROM ${segment} WHERE kind IN (1, 2)`;
  const numbered = sql`SELECT *, toUInt32(rowNumberInAllBlocks()) AS row FROM (${lines})`;
  const conditions = [
    ...(range
      ? [sql`row >= ${value('UInt32', range.from)} AND row < ${value('UInt32', range.to)}`]
      : []),
    ...(without && without.length > 0
      ? [sql`NOT has(${value('Array(UInt32)', without)}, row)`]
      : []),
  ];
  if (conditions.length === 0) return numbered;
  return sql`SELECT * FROM (${numbered}) WHERE ${join(conditions, ' AND ')}`;
}

/** The map without the promoted names, and a column for each of those. */
function promotedColumns(promoted: readonly PromotedAttribute[]): SqlPart {
  const names = value(
    'Array(String)',
    promoted.map((each) => each.attribute),
  );
  const columns = promoted.map(
    ({ attribute, column }) =>
      sql`tupleElement(all, 2)[indexOf(tupleElement(all, 1), ${value('String', attribute)})] AS ${name(column)}`,
  );
  return sql`CAST(arrayFilter(m -> NOT has(${names}, m.1), all), 'Map(LowCardinality(String), String)') AS attributes, ${join(columns, ', ')}`;
}
