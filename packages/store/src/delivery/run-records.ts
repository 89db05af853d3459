// Puts the records of runs in delivered segments into the table `runs`. A segment without any costs nothing here. A
// repeated or late insert is harmless: the table keeps the highest version of each run, so no fence is needed.
import type { RunRecord } from '@groundcrew/model';
import { entryKind, type SealedSegment } from '@groundcrew/wal';
import { segmentStructure } from '../mapping/mapped-lines.ts';
import { sql, type SqlPart, trusted } from '../sql.ts';
import { persist, type PersistContext } from './persist.ts';
import type { LogWriter } from './log-writer.ts';

export interface RunRecordsOptions {
  writer: Pick<LogWriter, 'insertRuns'>;
  persistContext: PersistContext;
}

/** Resolves true when the store holds the records of all these segments, false when stopped. */
export async function deliverRunRecords(
  segments: readonly SealedSegment[],
  options: RunRecordsOptions,
  stop: AbortSignal,
): Promise<boolean> {
  for (const segment of segments) {
    if (segment.runRows === 0) continue;
    const task = {
      target: 'runs',
      batches: [segment.batch],
      isRecovered: segment.isRecovered,
      insert: (attempt) => options.writer.insertRuns(segment, attempt),
    } satisfies Parameters<typeof persist>[0];
    if (!(await persist(task, options.persistContext, stop))) return false;
  }
  return true;
}

/** The record's members in the store's types; what has another type or is missing becomes 0 or "". */
const members = {
  run_id: 'String',
  version: 'UInt64',
  job: 'String',
  state: 'String',
  host: 'String',
  user: 'String',
  service: 'String',
  release: 'String',
  command: 'Array(String)',
  cwd: 'String',
  pid: 'UInt64',
  started_at: 'String',
  updated_at: 'String',
  ended_at: 'String',
  exit_code: 'Nullable(Int32)',
  signal: 'String',
  out_of_memory: 'Bool',
  cpu_user_ms: 'UInt64',
  cpu_system_ms: 'UInt64',
  memory_peak_bytes: 'UInt64',
  lines: 'UInt64',
  bytes: 'UInt64',
  lost_lines: 'UInt64',
  cut_lines: 'UInt64',
  samples: 'Array(Tuple(at_ms UInt64, cpu_ms UInt64, memory_bytes UInt64))',
} as const satisfies Record<keyof RunRecord, string>;

const names = Object.keys(members);
const columns = trusted([...names, 'received_at'].join(', '));
const tuple = Object.entries(members)
  .map(([member, type]) => `${member} ${type}`)
  .join(', ');

const parsedTimes = ['started_at', 'updated_at', 'ended_at'];
const parsed = (time: string) => `parseDateTime64BestEffortOrNull(${time}, 9, 'UTC')`;
const required = (time: string) => `ifNull(${parsed(time)}, fromUnixTimestamp64Nano(0, 'UTC'))`;

function expression(member: string): string {
  const field = `tupleElement(record, '${member}')`;
  if (!parsedTimes.includes(member)) return field;
  return member === 'ended_at' ? parsed(field) : required(field);
}

const selected = trusted(names.map((member) => `${expression(member)} AS ${member}`).join(', '));

/** `INSERT … SELECT … FROM input(…) FORMAT RowBinary`; the segment file is the request's body. */
export function insertRunRecords(): SqlPart {
  return sql`INSERT INTO groundcrew.runs (${columns})
    SELECT ${selected}, fromUnixTimestamp64Nano(received_ns, 'UTC') AS received_at FROM (
      SELECT received_ns, JSONExtract(line, ${trusted(`'Tuple(${tuple})'`)}) AS record FROM (
        SELECT received_ns, arrayJoin(splitByChar('\\n', body)) AS line
        FROM input(${trusted(`'${segmentStructure}'`)}) WHERE kind = ${trusted(String(entryKind.runs))}))
    WHERE length(tupleElement(record, 'run_id')) = 36 AND tupleElement(record, 'version') > 0 FORMAT RowBinary`;
}
