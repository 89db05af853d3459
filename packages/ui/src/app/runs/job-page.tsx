// One job: its strip, and its runs as a table, newest first.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { listRuns, readJobs } from '../api/runs.ts';
import { Button } from '../parts/button.tsx';
import { PageLink } from '../parts/page-link.tsx';
import { Problem } from '../parts/problem.tsx';
import { Skeleton } from '../parts/progress.tsx';
import { formatDuration } from '../time/format.ts';
import { percent } from './jobs-page.tsx';
import { allRunsAddress, jobAddress, jobsAddress, type RunFilters } from './run-address.ts';
import { RunsTable } from './runs-table.tsx';
import { RunsSince, sinceText } from './runs-since.tsx';
import { ScheduleText } from './schedule.tsx';
import { StateChoice } from './state-choice.tsx';
import { Strip } from './strip.tsx';

const refreshMs = 5_000;
/** As many as the server tells. */
const ticksMax = 100;

/** The page of a job. */
export function JobPage({ job, state, from }: Pick<RunFilters, 'job' | 'state' | 'from'>) {
  const jobs = useQuery({
    queryKey: ['job', job, from],
    queryFn: ({ signal }) => readJobs({ job, start: from, runs: ticksMax }, signal),
    placeholderData: (before) => before,
    refetchInterval: refreshMs,
    staleTime: 0,
  });
  const pages = useInfiniteQuery({
    queryKey: [
      'runs-of',
      job,
      state,
      from,
      jobs.data?.[0]?.last.run_id,
      jobs.data?.[0]?.last.state,
    ],
    queryFn: ({ pageParam, signal }) => listRuns({ job, state, start: from }, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (before) => before,
  });
  const runs = pages.data?.pages.flatMap((page) => page.runs) ?? [];
  const found = jobs.data?.[0];
  return (
    <div className="sheet sheet-wide job-page">
      <header className="sheet-head">
        <nav className="crumbs" aria-label="Above">
          <PageLink to={jobsAddress(from)}>Runs</PageLink>
        </nav>
        <h1>{job}</h1>
        {found && (
          <p className="sheet-note job-usual">
            {found.success_rate !== undefined && (
              <span>
                {percent(found.success_rate)} of the last {found.runs.length} succeeded
              </span>
            )}
            {found.median_duration_ms !== undefined && (
              <span>usually {formatDuration(found.median_duration_ms)}</span>
            )}
            {found.schedule && <ScheduleText schedule={found.schedule} />}
          </p>
        )}
      </header>
      {found && <Strip job={job} runs={found.runs} />}
      <div className="runs-bar">
        <StateChoice chosen={state} addressOf={(each) => jobAddress(job, { state: each, from })} />
        <RunsSince from={from} addressOf={(next) => jobAddress(job, { state, from: next })} />
        <PageLink to={allRunsAddress({ job, state, from })} className="page-link runs-bar-end">
          Further filters
        </PageLink>
      </div>
      {pages.isPending && <Skeleton rows={10} />}
      {pages.error && !pages.data && (
        <Problem error={pages.error} onRetry={() => void pages.refetch()} />
      )}
      {pages.data && runs.length === 0 && (
        <p className="muted">
          {state === undefined
            ? `This job has not run ${sinceText(from)}.`
            : `No run ${sinceText(from)} is in the state "${state}".`}
        </p>
      )}
      {runs.length > 0 && <RunsTable runs={runs} />}
      {pages.hasNextPage && (
        <Button disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          Earlier runs
        </Button>
      )}
    </div>
  );
}
