// One run: how it went in words, what went wrong first, where its time went, what it used, and its whole log.
import { useQuery } from '@tanstack/react-query';
import { ApiError } from '../api/client.ts';
import { readJobs, readRun, type Run } from '../api/runs.ts';
import { PageLink } from '../parts/page-link.tsx';
import { Problem } from '../parts/problem.tsx';
import { Skeleton } from '../parts/progress.tsx';
import { jobAddress, runsPath } from './run-address.ts';
import { Comparison } from './comparison.tsx';
import { RunCharts } from './run-charts.tsx';
import { RunErrors } from './run-errors.tsx';
import { RunFacts } from './run-facts.tsx';
import { RunLog } from './run-log.tsx';
import { RunStateSign } from './run-state.tsx';
import { SlowParts } from './slow-parts.tsx';
import { Strip } from './strip.tsx';

const refreshMs = 3_000;

/** The page of a run. While it runs, the page follows it. */
export function RunPage({ id, at, other }: { id: string; at: string; other: string }) {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['run', id],
    queryFn: ({ signal }) => readRun(id, signal),
    refetchInterval: ({ state }) => (state.data?.run.state === 'running' ? refreshMs : false),
    staleTime: 0,
  });
  if (!data) {
    const isUnknown = error instanceof ApiError && error.status === 404;
    return (
      <div className="sheet sheet-wide">
        <Crumbs />
        {isPending && <Skeleton rows={14} />}
        {isUnknown && (
          <div className="nothing">
            <h2>There is no run of this id</h2>
            <p>It may have been removed with the old logs, or not have arrived yet.</p>
          </div>
        )}
        {error && !isUnknown && <Problem error={error} onRetry={() => void refetch()} />}
      </div>
    );
  }
  const { run, last_good: good } = data;
  return (
    <div className="sheet sheet-wide run-page">
      <header className="sheet-head run-head">
        <Crumbs run={run} />
        <h1>
          <RunStateSign state={run.state} />
          <span>{capital(run.outcome)}</span>
        </h1>
      </header>
      <RunFacts run={run} />
      <JobStrip run={run} />
      <div className="run-body">
        <div className="run-main">
          <RunErrors run={run} />
          <SlowParts run={run} />
          <RunLog key={at} run={run} at={at} />
        </div>
        <div className="run-side">
          <RunCharts run={run} />
          <Comparison run={run} good={good} other={other} />
        </div>
      </div>
    </div>
  );
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function Crumbs({ run }: { run?: Run }) {
  return (
    <nav className="crumbs" aria-label="Above">
      <PageLink to={runsPath}>Runs</PageLink>
      {run && (
        <>
          <span aria-hidden="true">/</span>
          <PageLink to={jobAddress(run.job)}>{run.job}</PageLink>
        </>
      )}
    </nav>
  );
}

/** The runs around it, to step through. */
function JobStrip({ run }: { run: Run }) {
  const { data } = useQuery({
    queryKey: ['job', run.job],
    queryFn: ({ signal }) => readJobs({ job: run.job }, signal),
  });
  const [job] = data ?? [];
  if (!job || job.runs.length < 2) return undefined;
  return <Strip job={run.job} runs={job.runs} current={run.run_id} />;
}
