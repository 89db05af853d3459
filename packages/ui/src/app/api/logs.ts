// The questions about logs, typed.
import { type Parameters, requestJson } from './client.ts';

/** A record as the API gives it; empty fields are absent. */
export interface LogRecord {
  /** Absent in the live tail. */
  id?: string;
  time: string;
  observed_time: string;
  severity_number: number;
  severity_text?: string;
  service?: string;
  host?: string;
  instance?: string;
  body: string;
  request_id?: string;
  trace_id?: string;
  span_id?: string;
  run_id?: string;
  release?: string;
  attributes?: Record<string, unknown>;
}

/** What every question is about. */
export interface LogQuestion {
  readonly query: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface Bucket {
  time: string;
  count: number;
  value?: unknown;
  is_rest?: true;
}

export interface FacetValue {
  value: unknown;
  count: number;
}

export interface FieldFact {
  name: string;
  is_attribute: boolean;
  count: number;
  types: string[];
}

/** A question as parameters. Milliseconds are exact here: spans come from this screen. */
export function spanParameters({ query, startMs, endMs }: LogQuestion): Parameters {
  return {
    query,
    start: new Date(startMs).toISOString(),
    end: new Date(endMs).toISOString(),
  };
}

/** A page of records behind a cursor. */
export function listLogs(
  question: LogQuestion,
  page: { limit: number; order: 'asc' | 'desc'; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<{ logs: LogRecord[]; next_cursor?: string }> {
  return requestJson('/api/logs', {
    parameters: { ...spanParameters(question), ...page },
    ...(signal ? { signal } : {}),
  });
}

/** Counts by time, and by the values of a field. */
export function histogramLogs(
  question: LogQuestion,
  options: { by?: string; step?: string; series?: number },
  signal: AbortSignal,
): Promise<{ step_ns: number; buckets: Bucket[] }> {
  return requestJson('/api/logs/histogram', {
    parameters: { ...spanParameters(question), ...options },
    signal,
  });
}

/** The frequent values of one field. */
export async function facetLogs(
  question: LogQuestion,
  field: string,
  limit: number,
  signal: AbortSignal,
): Promise<FacetValue[]> {
  const answer = await requestJson<{ facets: { values: FacetValue[] }[] }>('/api/logs/facets', {
    parameters: { ...spanParameters(question), field, limit },
    signal,
  });
  return answer.facets[0]?.values ?? [];
}

/** Fields that are found at once. */
export const fewFields: Extent = { sample: 2_000, limit: 500 };
/** As many as the server tells, in as many lines as it looks at. */
export const manyFields: Extent = { sample: 10_000, limit: 10_000 };

/** The fields of the newest lines. */
export async function logFields(
  question: LogQuestion,
  signal: AbortSignal,
  extent: Extent = fewFields,
): Promise<FieldFact[]> {
  const answer = await requestJson<{ fields: FieldFact[] }>('/api/logs/fields', {
    parameters: { ...spanParameters(question), ...extent },
    signal,
  });
  return answer.fields;
}

/** The records around one, oldest first. */
export async function contextLogs(
  id: string,
  options: { before: number; after: number; sameStream: boolean },
  signal: AbortSignal,
): Promise<LogRecord[]> {
  const { before, after, sameStream } = options;
  const answer = await requestJson<{ logs: LogRecord[] }>('/api/logs/context', {
    parameters: { id, before, after, same_stream: sameStream },
    signal,
  });
  return answer.logs;
}

/** The SQL of a search, or of its counts by time. Throws `bad-query` at once when it cannot be read: nothing is asked of the store. */
export async function sqlOfLogs(
  question: LogQuestion,
  counts: { by?: string; step?: string } | undefined,
  signal: AbortSignal,
): Promise<string> {
  const { sql } = await requestJson<{ sql: string }>('/api/logs/sql', {
    parameters: { ...spanParameters(question), ...counts },
    signal,
  });
  return sql;
}

/** Values of a field that begin with what was typed. */
export async function valuesOfField(
  question: LogQuestion,
  field: string,
  prefix: string,
  signal: AbortSignal,
): Promise<FacetValue[]> {
  const answer = await requestJson<{ values: FacetValue[] }>('/api/logs/values', {
    parameters: { ...spanParameters(question), field, prefix, limit: 20 },
    signal,
  });
  return answer.values;
}

/** One pattern of messages. */
export interface LogPattern {
  pattern: string;
  count: number;
  share: number;
  levels: Record<string, number>;
  services: string[];
  first_time: string;
  last_time: string;
  query?: string;
}

/** How much of something is asked for. `sample` is how many lines are looked at, the usual number when undefined. */
export interface Extent {
  readonly limit: number;
  readonly sample: number | undefined;
}

/** The patterns of messages. */
export function patternsOfLogs(
  question: LogQuestion,
  extent: Extent,
  signal: AbortSignal,
): Promise<{ total: number; sampled: number; patterns: LogPattern[]; rest: { count: number } }> {
  return requestJson('/api/logs/patterns', {
    parameters: { ...spanParameters(question), ...extent },
    signal,
  });
}

/** Rows and bytes of a value or a field. */
export interface VolumeAmount {
  value?: unknown;
  is_rest?: true;
  name?: string;
  rows: number;
  bytes: number;
}

/** Rows and bytes by value and by field. */
export function volumeOfLogs(
  question: LogQuestion,
  by: string,
  extent: Extent,
  signal: AbortSignal,
): Promise<{
  total: { rows: number; bytes: number };
  sampled: number;
  values: VolumeAmount[];
  fields: VolumeAmount[];
}> {
  return requestJson('/api/logs/volume', {
    parameters: { ...spanParameters(question), by, ...extent },
    signal,
  });
}
