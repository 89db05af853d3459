// The run that a path names, with its span of time; every route below `/api/runs/{id}` begins with it.
import { parseLogTime } from '@groundcrew/model';
import { findRun, lastGoodRun, readRunRow, type RunRow, type RunSpan } from '@groundcrew/query';
import { GroundcrewError, quote } from '@groundcrew/runtime';
import { z } from 'zod';
import { readLines, type SearchCall } from '../routes/search-logs.ts';

const pattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A run's id. */
export const runId = z
  .string()
  .max(64)
  .toLowerCase()
  .regex(pattern, 'expected a run id, which is a UUID')
  .describe('The id of a run.');

export const runPath = z.object({ id: runId });

/** What `/api/runs/{id}` can answer beside 200. */
export const runStatuses = { 404: 'There is no such run.' };

/** The run. Throws `unknown-run` (404). */
export async function readRun(call: SearchCall, id: string): Promise<RunRow> {
  const [line] = await readLines(call, findRun(id, call.api.clock.nowNs()));
  if (line !== undefined) return readRunRow(line);
  throw new GroundcrewError('unknown-run', `cannot find the run ${quote(id)}`, {
    status: 404,
    hint: 'GET /api/runs lists runs; groundcrew runs does too.',
  });
}

/** The last run of the same job that succeeded before this one started. */
export async function readLastGood(call: SearchCall, run: RunRow): Promise<RunRow | undefined> {
  const sql = lastGoodRun(run.job, parseLogTime(run.started_at), call.api.clock.nowNs());
  const [line] = await readLines(call, sql);
  return line === undefined ? undefined : readRunRow(line);
}

/** Where the run's lines are to be looked for. */
export function spanOf(
  { run_id, started_at, updated_at, ended_at, state }: RunRow,
  nowNs: bigint,
): RunSpan {
  const startedNs = parseLogTime(started_at);
  const knownEndNs = parseLogTime(ended_at === '' ? updated_at : ended_at);
  const endedNs = state === 'running' && nowNs > knownEndNs ? nowNs : knownEndNs;
  return { runId: run_id, startedNs, endedNs: endedNs > startedNs ? endedNs : startedNs };
}
