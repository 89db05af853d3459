// NDJSON of `POST /ingest/runs` → records of runs. Each line is checked on its own: a bad one is left out and told.
import { type ReadRun, readRunRecord } from '@groundcrew/model';
import { entryKind } from '@groundcrew/wal';
import { NEWLINE, nextByte, skipWhitespace } from '../../framing/bytes.ts';
import type { Decode } from '../receiver.ts';

/** Bounds the time of one request: parsing happens on the event loop. */
const RECORDS_MAX = 10_000;

/** Records are written anew, so that the store meets nothing but known members of known types. */
export const decode: Decode = (bytes, intake) => {
  const records: string[] = [];
  let firstReason: string | undefined;
  let count = 0;
  let line = 0;
  for (let start = 0; start < bytes.length;) {
    const end = nextByte(bytes, NEWLINE, start);
    const text = bytes.subarray(skipWhitespace(bytes, start, end), end);
    start = end + 1;
    line += 1;
    if (text.length === 0) continue;
    if (++count > RECORDS_MAX) return intake.broken(`holds over ${RECORDS_MAX} records`);
    const { record, reason } = readLine(text, intake.limits.maxLineBytes);
    if (record) records.push(JSON.stringify(record));
    else intake.reject('not-a-run', (firstReason ??= `line ${line}: ${reason}`));
  }
  if (records.length > 0) {
    const body = Buffer.from(records.join('\n'));
    intake.lines({ kind: entryKind.runs, body, rows: records.length });
  } else if (firstReason !== undefined) {
    intake.broken(`holds no record of a run; ${firstReason}`);
  }
};

function readLine(text: Buffer, bytesMax: number): ReadRun {
  if (text.length > bytesMax) return { reason: `it is longer than ${bytesMax} bytes` };
  let json: unknown;
  try {
    json = JSON.parse(text.toString());
  } catch {
    return { reason: 'it is no JSON' };
  }
  return readRunRecord(json);
}
