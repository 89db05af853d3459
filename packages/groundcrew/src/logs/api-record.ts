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

/** Reads one line of NDJSON from the server. */
export function parseRecord(line: string): ApiRecord {
  // The server's schema promises this form; formatting tolerates what is missing.
  return JSON.parse(line) as ApiRecord;
}
