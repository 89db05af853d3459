// Runs as the API gives them, and how one is found by what a person types.
import { GroundcrewError, quote } from '@groundcrew/runtime';
import { bodyOf, readLines } from '../client/lines.ts';
import type { ServerClient } from '../client/server-client.ts';
import { parseRecord, type ReceivedRecord } from '../logs/api-record.ts';

/** The members that the commands read; see docs/reference for all. */
export interface ApiRun {
  readonly run_id: string;
  readonly job: string;
  readonly state: string;
  readonly outcome: string;
  readonly started_at: string;
  readonly duration_ms: number;
  readonly memory_peak_bytes: number;
  readonly lines: number;
  readonly lost_lines: number;
  readonly command: readonly string[];
  readonly host?: string;
  readonly user?: string;
  readonly release?: string;
}

/** A run with what to compare it with. */
export interface FoundRun {
  readonly run: ApiRun;
  readonly last_good?: ApiRun;
}

/** As far back as there are runs. */
const everything = '1970-01-01T00:00:00Z';

/** As many as the server gives at once. */
const pageMax = 1000;

/** What narrows a list of runs: parameters of the API. */
export type RunFilters = Readonly<
  Partial<Record<'job' | 'state' | 'service' | 'host' | 'id' | 'start' | 'end', string>>
>;

/** The newest runs that pass the filters, newest first, asked for page by page; `hasMore` when there are older ones. */
export async function listRuns(
  client: ServerClient,
  filters: RunFilters,
  limit: number,
): Promise<{ runs: ApiRun[]; hasMore: boolean }> {
  const runs: ApiRun[] = [];
  let cursor: string | undefined;
  do {
    // One more than wanted says that there are more.
    const count = String(Math.min(pageMax, limit + 1 - runs.length));
    const place = cursor === undefined ? {} : { cursor };
    const query = new URLSearchParams({ start: everything, ...filters, limit: count, ...place });
    const answer = await client.request(`/api/runs?${query.toString()}`);
    // The server's schema promises this form.
    const page = (await answer.json()) as { runs: ApiRun[]; next_cursor?: string };
    runs.push(...page.runs);
    cursor = page.next_cursor;
  } while (cursor !== undefined && runs.length <= limit);
  return { runs: runs.slice(0, limit), hasMore: runs.length > limit };
}

/** The run with this id or beginning of an id, or the last run of the job of this name. */
export async function findRunId(client: ServerClient, wanted: string): Promise<string> {
  if (/^[0-9a-f-]{4,36}$/i.test(wanted)) {
    const { runs } = await listRuns(client, { id: wanted.toLowerCase() }, 2);
    const [first, second] = runs;
    if (first && second) throw ambiguous(wanted, [first, second]);
    if (first) return first.run_id;
  }
  const { runs } = await listRuns(client, { job: wanted }, 1);
  const [last] = runs;
  if (last) return last.run_id;
  throw new GroundcrewError(
    'unknown-run',
    `cannot find a run: no id begins with ${quote(wanted)}, and no job has that name`,
    { hint: '"groundcrew runs" lists the last runs with their ids and jobs' },
  );
}

/** The run with its last good one, and the text they came as. */
export async function readRun(
  client: ServerClient,
  id: string,
): Promise<{ found: FoundRun; json: string }> {
  const answer = await client.request(`/api/runs/${encodeURIComponent(id)}`);
  const json = (await answer.text()).trim();
  // The server's schema promises this form.
  return { found: JSON.parse(json) as FoundRun, json };
}

/** The run's lines in order, as they come. */
export async function* readRunLines(
  client: ServerClient,
  id: string,
): AsyncGenerator<ReceivedRecord & { gapNs: number }> {
  const path = `/api/runs/${encodeURIComponent(id)}/lines?format=ndjson`;
  const answer = await client.request(path);
  for await (const line of readLines(bodyOf(answer))) {
    const received = parseRecord(line);
    const gap = 'gap_ns' in received.record ? Number(received.record.gap_ns) : 0;
    throwIfBroken(received.record);
    yield { ...received, gapNs: gap };
  }
}

/** A stream that breaks off says so in its last record. */
function throwIfBroken(record: object): void {
  if (!('error' in record) || 'body' in record) return;
  const detail = JSON.stringify(record.error);
  throw new GroundcrewError(
    'stream-broken',
    `cannot read all lines: the server says ${quote(detail)}`,
    {
      hint: 'run the command again',
    },
  );
}

const ambiguous = (wanted: string, runs: readonly ApiRun[]) =>
  new GroundcrewError('usage', `cannot choose a run: several ids begin with ${quote(wanted)}`, {
    hint: `write more of it, such as ${runs.map(({ run_id }) => run_id).join(' or ')}`,
  });
