// A histogram as SQL for people: to learn from, to change, to paste where SQL is taken.
import {
  join,
  type LogSchema,
  name,
  renderForReading,
  type SqlPart,
  sql,
  trusted,
  value,
} from '@groundcrew/store';
import { attributeColumn } from './compile-search.ts';
import { groupableField } from './facet-logs.ts';
import type { Field } from './fields.ts';
import { levelIndex } from './grouped-rows.ts';
import { checkStep, type HistogramLogs } from './histogram-logs.ts';
import { levelNames } from './levels.ts';
import { readableConditions } from './logs-as-sql.ts';
import { checkSelection } from './selection.ts';

const secondNs = 1_000_000_000n;

/**
 * A SELECT that counts a selection by time and, with `by`, by all values of a field, as `POST /api/sql` takes it.
 * Throws `bad-parameter` (400).
 */
export function histogramAsSql(
  request: Omit<HistogramLogs, 'seriesMax'>,
  schema: LogSchema,
): string {
  checkSelection(request);
  checkStep(request);
  const field = request.by === undefined ? undefined : groupableField('by', request.by);
  const columns = [
    sql`toStartOfInterval(time, ${intervalOf(request.stepNs)}) AS bucket`,
    ...(field ? [sql`${valueOf(field, schema)} AS value`] : []),
    sql`count() AS lines`,
  ];
  const groups = field ? sql`bucket, value` : sql`bucket`;
  const order = field ? sql`bucket, lines DESC` : sql`bucket`;
  const conditions = readableConditions(request, schema);
  return renderForReading(
    sql`SELECT ${join(columns, ', ')}\nFROM logs\nWHERE ${conditions}\nGROUP BY ${groups}\nORDER BY ${order}`,
  );
}

/** Seconds wherever they do: their buckets begin at multiples since the epoch, those of days and weeks do not. */
function intervalOf(stepNs: bigint): SqlPart {
  return stepNs % secondNs === 0n
    ? sql`INTERVAL ${value('Int64', stepNs / secondNs)} SECOND`
    : sql`INTERVAL ${value('Int64', stepNs)} NANOSECOND`;
}

const levelTexts = trusted(`['unknown', ${levelNames.map((level) => `'${level}'`).join(', ')}]`);

/** The value as the table has it: an attribute's is JSON text, and empty where the record has none. */
function valueOf(field: Field, schema: LogSchema): SqlPart {
  switch (field.kind) {
    case 'level':
      return sql`${levelTexts}[${levelIndex}]`;
    case 'severity_number':
      return sql`severity_number`;
    case 'attribute':
      return attributeColumn(field.name, schema);
    case 'text':
    case 'time':
      return sql`${name(field.column)}`;
    case 'body':
      return sql`body`;
  }
}
