// A search as SQL a person can read and run: over the table's short name, with the values written into it.
import {
  type LogSchema,
  type ParameterValue,
  render,
  type Sql,
  sql,
  value,
} from '@groundcrew/store';
import { formatTime } from './record-json.ts';
import { checkSelection, compileSelection, type LogSelection, orderBy } from './selection.ts';

const rowsShown = 100;

/** The newest records of a search as one SELECT over `logs`, as `POST /api/sql` takes it. Throws `bad-parameter` (400). */
export function explainLogs(selection: LogSelection, schema: LogSchema): string {
  checkSelection(selection);
  return literal(
    render(
      sql`SELECT time, service, body, attributes FROM logs WHERE ${compileSelection(selection, schema)} ORDER BY ${orderBy('desc')} LIMIT ${value('UInt32', rowsShown)}`,
    ),
  );
}

/** The text with each placeholder replaced by its value; moments are written as dates. */
function literal({ text, parameters }: Sql): string {
  return text.replaceAll(
    /fromUnixTimestamp64Nano\(\{(p\d+):Int64\}, 'UTC'\)|\{(p\d+):[^}]+\}/g,
    (whole, time: string | undefined, other: string | undefined) => {
      const content = parameters[time ?? other ?? ''];
      if (content === undefined) return whole;
      return time === undefined ? written(content) : moment(BigInt(String(content)));
    },
  );
}

function written(content: ParameterValue): string {
  if (typeof content === 'string') return quoted(content);
  if (typeof content === 'object') return `[${content.map(written).join(', ')}]`;
  return String(content);
}

/** The store's text form of a moment has a space where RFC 3339 has a T, and no zone. */
const moment = (timeNs: bigint) =>
  `toDateTime64('${formatTime(timeNs).replace('T', ' ').replace('Z', '')}', 9, 'UTC')`;

/** ClickHouse's quoting of texts. */
const quoted = (text: string) =>
  `'${text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", String.raw`\'`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\0', String.raw`\0`)}'`;
