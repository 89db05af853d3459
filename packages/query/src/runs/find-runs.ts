// Single runs: one by its id, and the last good one before another.
import { render, type Sql, sql, value } from '@groundcrew/store';
import { checkInteger } from '../bad-parameter.ts';
import { sqlTime } from '../compile-time.ts';
import { timeNsMax } from '../parse-time.ts';
import { runJson, runRows, runSettings, text } from './run-rows.ts';
import { runConditions } from './list-runs.ts';

/** The run with this id, its samples included: one String column `run`, no row when there is none. */
export function findRun(runId: string, nowNs: bigint): Sql {
  const rows = runRows(sql`run_id = ${text(runId)}`, nowNs);
  return render(
    sql`SELECT ${runJson({ hasSamples: true })} AS run FROM (${rows}) LIMIT 1 SETTINGS ${runSettings}`,
  );
}

/** The newest run of a job that succeeded and started before. */
export function lastGoodRun(job: string, beforeNs: bigint, nowNs: bigint): Sql {
  const where = sql`job = ${text(job)} AND state = 'succeeded' AND started_at < ${sqlTime(beforeNs)}`;
  const rows = sql`${runRows(where, nowNs)} ORDER BY started_at DESC, run_id DESC LIMIT 1`;
  return render(sql`SELECT ${runJson()} AS run FROM (${rows}) SETTINGS ${runSettings}`);
}

/** The last runs of each job. */
export interface JobRuns {
  readonly nowNs: bigint;
  /** Started at or after. */
  readonly startNs: bigint;
  readonly job?: string | undefined;
  /** Runs of each job, 1 to 100. */
  readonly runs: number;
  /** Jobs, those with the newest runs first, 1 to 500. */
  readonly jobs: number;
}

/** One String column `run`: the runs job after job, the job that ran last first, in each the newest run first. */
export function jobRuns(request: JobRuns): Sql {
  checkInteger('runs', request.runs, { min: 1, max: 100 });
  checkInteger('limit', request.jobs, { min: 1, max: 500 });
  const { nowNs, startNs, job } = request;
  const [first = sql`1`, ...others] = runConditions({ nowNs, startNs, endNs: timeNsMax, job });
  const where = others.reduce((all, each) => sql`${all} AND ${each}`, first);
  const jobs = sql`SELECT job FROM groundcrew.runs WHERE ${where} GROUP BY job ORDER BY max(started_at) DESC, job LIMIT ${value('UInt32', request.jobs)}`;
  const rows = sql`${runRows(sql`${where} AND job IN (${jobs})`, nowNs)} ORDER BY job, started_at DESC, run_id DESC LIMIT ${value('UInt32', request.runs)} BY job`;
  return render(
    sql`SELECT ${runJson()} AS run FROM (SELECT *, max(started_at) OVER (PARTITION BY job) AS newest FROM (${rows})) ORDER BY newest DESC, job, started_at DESC, run_id DESC SETTINGS ${runSettings}`,
  );
}
