// Runs, newest first, a page at a time.
import { type RunState, runStates } from '@groundcrew/model';
import { GroundcrewError, quote } from '@groundcrew/runtime';
import { join, render, type Sql, type SqlPart, sql, value } from '@groundcrew/store';
import { badParameter, checkChoice, checkInteger } from '../bad-parameter.ts';
import { sqlTime } from '../compile-time.ts';
import { timeNsMax } from '../parse-time.ts';
import { runJson, runRows, runSettings, shownState, text } from './run-rows.ts';

/** Which runs; what is undefined does not matter. */
export interface RunSelection {
  readonly job?: string | undefined;
  readonly state?: RunState | undefined;
  readonly service?: string | undefined;
  readonly host?: string | undefined;
  /** The beginning of its id. */
  readonly id?: string | undefined;
  /** Started at or after. */
  readonly startNs: bigint;
  /** Started before. */
  readonly endNs: bigint;
  readonly nowNs: bigint;
}

/** The place of a run in the list. */
export interface RunCursor {
  readonly startedNs: bigint;
  readonly runId: string;
}

export interface ListRuns extends RunSelection {
  /** 1 to 1,000. */
  readonly limit: number;
  readonly cursor?: RunCursor | undefined;
}

export const runLimitMax = 1000;

/** One String column `run`, read it with `readRunRow`. Throws `bad-parameter` (400). */
export function listRuns(request: ListRuns): Sql {
  checkInteger('limit', request.limit, { min: 1, max: runLimitMax });
  const conditions = runConditions(request);
  if (request.cursor) {
    const { startedNs, runId } = request.cursor;
    conditions.push(sql`(started_at, run_id) < (${sqlTime(startedNs)}, ${text(runId)})`);
  }
  const rows = sql`${runRows(join(conditions, ' AND '), request.nowNs)} ORDER BY started_at DESC, run_id DESC LIMIT ${value('UInt32', request.limit)}`;
  return render(
    sql`SELECT ${runJson()} AS run FROM (${rows}) ORDER BY started_at DESC, run_id DESC SETTINGS ${runSettings}`,
  );
}

/** The conditions of a selection, at least one. Throws `bad-parameter` (400). */
export function runConditions(selection: RunSelection): SqlPart[] {
  const { job, state, service, host, id, startNs, endNs, nowNs } = selection;
  if (state !== undefined) checkChoice('state', state, runStates);
  if (startNs < 0n || startNs > timeNsMax) throw badParameter('start', 'a time from 1970 to 2262');
  if (endNs < 0n || endNs > timeNsMax) throw badParameter('end', 'a time from 1970 to 2262');
  return [
    sql`started_at >= ${sqlTime(startNs)} AND started_at < ${sqlTime(endNs)}`,
    ...(job === undefined ? [] : [sql`job = ${text(job)}`]),
    ...(service === undefined ? [] : [sql`service = ${text(service)}`]),
    ...(host === undefined ? [] : [sql`host = ${text(host)}`]),
    ...(id === undefined ? [] : [sql`startsWith(run_id, ${text(id)})`]),
    ...(state === undefined ? [] : [sql`${shownState(nowNs)} = ${text(state)}`]),
  ];
}

/** Reads `<nanoseconds>-<run id>`. Throws `bad-id` (400). */
export function parseRunCursor(cursor: string): RunCursor {
  const match = /^(\d{1,19})-([0-9a-f-]{36})$/.exec(cursor);
  const startedNs = BigInt(match?.[1] ?? -1);
  if (match?.[2] !== undefined && startedNs <= timeNsMax) return { startedNs, runId: match[2] };
  throw new GroundcrewError('bad-id', `cannot read the cursor ${quote(cursor)}`, {
    status: 400,
    hint: 'Pass next_cursor as another answer gave it.',
  });
}
