// One log record as the API gives it. Empty fields are absent.

/** The members that the commands read; see docs/reference for all. */
export interface ApiRecord {
  readonly id?: string;
  readonly time: string;
  readonly observed_time?: string;
  readonly severity_number?: number;
  readonly severity_text?: string;
  readonly service?: string;
  readonly host?: string;
  readonly instance?: string;
  readonly body: string;
  readonly request_id?: string;
  readonly trace_id?: string;
  readonly span_id?: string;
  readonly run_id?: string;
  readonly release?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** A record and the JSON text it came as. */
export interface ReceivedRecord {
  readonly record: ApiRecord;
  readonly json: string;
}

/** Reads one line of NDJSON from the server. */
export function parseRecord(json: string): ReceivedRecord {
  // The server's schema promises this form; formatting tolerates what is missing.
  return { record: JSON.parse(json, exactNumber) as ApiRecord, json };
}

// Newer than the types we compile against: https://github.com/tc39/proposal-json-parse-with-source
const newerJson = JSON as unknown as { rawJSON(text: string): unknown };

/** Numbers that JavaScript cannot hold, such as 64-bit ids, stay as they were written. */
function exactNumber(_name: string, value: unknown, { source }: { source?: string } = {}): unknown {
  const isExact = typeof value !== 'number' || source === undefined || String(value) === source;
  return isExact ? value : newerJson.rawJSON(source);
}
