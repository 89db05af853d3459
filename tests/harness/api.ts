// Asks a running server what a user would ask.
import assert from 'node:assert/strict';
import { eventually } from './server.ts';

/** One record as the API gives it; empty fields are absent. */
export interface ApiRecord {
  id: string;
  time: string;
  observed_time: string;
  severity_number: number;
  severity_text?: string;
  service?: string;
  host?: string;
  body: string;
  request_id?: string;
  trace_id?: string;
  attributes?: Record<string, unknown>;
}

/** Sends a body as a client would; returns how many lines were accepted. */
export async function ingest(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<number> {
  const answer = await fetch(`${url}/ingest`, { method: 'POST', body, headers });
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  return (JSON.parse(text) as { accepted: number }).accepted;
}

/** Records that match, newest first, of all times. */
export async function find(url: string, query: string, limit = 1000): Promise<ApiRecord[]> {
  const parameters = new URLSearchParams({
    query,
    limit: String(limit),
    start: '2000-01-01T00:00:00Z',
    end: '2100-01-01T00:00:00Z',
  });
  const answer = await fetch(`${url}/api/logs?${parameters.toString()}`);
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  return (JSON.parse(text) as { logs: ApiRecord[] }).logs;
}

/** Waits until `count` records match, and returns them. */
export async function findEventually(
  url: string,
  query: string,
  count: number,
): Promise<ApiRecord[]> {
  let records: ApiRecord[] = [];
  await eventually(`${count} records match ${query}`, async () => {
    records = await find(url, query);
    return records.length >= count;
  });
  assert.equal(records.length, count);
  return records;
}
