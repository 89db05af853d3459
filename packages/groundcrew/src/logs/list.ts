// Stored records from the server.
import { bodyOf, readLines } from '../client/lines.ts';
import type { ServerClient } from '../client/server-client.ts';
import { parseRecord, type ReceivedRecord } from './api-record.ts';

/** What to list. Times are in any form the API takes. */
export interface Listing {
  query: string;
  start: string;
  end?: string | undefined;
  limit: number;
}

/** The most records the API gives in one answer. */
const pageMax = 5_000;

/** The newest records that match, oldest first. Asks page by page. */
export async function listNewest(
  client: ServerClient,
  { query, start, end, limit }: Listing,
  signal?: AbortSignal,
): Promise<ReceivedRecord[]> {
  const newestFirst: ReceivedRecord[] = [];
  let cursor: string | undefined;
  while (newestFirst.length < limit) {
    const wanted = Math.min(pageMax, limit - newestFirst.length);
    const parameters = new URLSearchParams({ query, start, limit: String(wanted), order: 'desc' });
    if (end !== undefined) parameters.set('end', end);
    if (cursor !== undefined) parameters.set('cursor', cursor);
    const page = await recordsOf(client, `/api/logs?${parameters.toString()}`, signal);
    newestFirst.push(...page);
    cursor = page.at(-1)?.record.id;
    if (page.length < wanted || cursor === undefined) break;
  }
  return newestFirst.reverse();
}

async function recordsOf(
  client: ServerClient,
  path: string,
  signal: AbortSignal | undefined,
): Promise<ReceivedRecord[]> {
  const answer = await client.request(path, {
    headers: { accept: 'application/x-ndjson' },
    ...(signal && { signal }),
  });
  const records: ReceivedRecord[] = [];
  for await (const line of readLines(bodyOf(answer))) records.push(parseRecord(line));
  return records;
}
