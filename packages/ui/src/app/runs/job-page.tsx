// One job: its strip, and its runs as a table, newest first.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { navigate } from '../address/location.ts';
import { listRuns, readJobs, type Run, type RunState, runStates } from '../api/runs.ts';
import { Button } from '../parts/button.tsx';
import { StampedMoment } from '../parts/moment.tsx';
import { PageLink } from '../parts/page-link.tsx';
import { Problem } from '../parts/problem.tsx';
import { Skeleton } from '../parts/progress.tsx';
import { formatBytes, formatCount, formatDuration, formatShortCount } from '../time/format.ts';
import { percent } from './jobs-page.tsx';
import { jobAddress, runAddress, runsPath } from './run-address.ts';
import { RunStateMark } from './run-state.tsx';
import { ScheduleText } from './schedule.tsx';
import { Strip } from './strip.tsx';

const refreshMs = 5_000;

/** The page of a job. */
export function JobPage({ job, state }: { job: string; state: RunState | undefined }) {
  const jobs = useQuery({
    queryKey: ['job', job],
    queryFn: ({ signal }) => readJobs(signal, job),
    refetchInterval: refreshMs,
    staleTime: 0,
  });
  const pages = useInfiniteQuery({
    queryKey: ['runs-of', job, state, jobs.data?.[0]?.last.run_id, jobs.data?.[0]?.last.state],
    queryFn: ({ pageParam, signal }) => listRuns(job, { state, cursor: pageParam }, signal),
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
          <PageLink to={runsPath}>Runs</PageLink>
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
      <StateChoice job={job} chosen={state} />
      {pages.isPending && <Skeleton rows={10} />}
      {pages.error && !pages.data && (
        <Problem error={pages.error} onRetry={() => void pages.refetch()} />
      )}
      {pages.data && runs.length === 0 && (
        <p className="muted">
          {state === undefined
            ? 'This job has not run in the last 30 days.'
            : `No run of the last 30 days is in the state "${state}".`}
        </p>
      )}
      {runs.length > 0 && <Runs runs={runs} />}
      {pages.hasNextPage && (
        <Button disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          Earlier runs
        </Button>
      )}
    </div>
  );
}

function StateChoice({ job, chosen }: { job: string; chosen: RunState | undefined }) {
  return (
    <div className="state-choice" role="group" aria-label="State">
      {([undefined, ...runStates] as const).map((state) => (
        <Button
          key={state ?? 'all'}
          look="plain"
          isPressed={state === chosen}
          onClick={() => navigate(jobAddress(job, state))}
        >
          {state ?? 'all'}
        </Button>
      ))}
    </div>
  );
}

function Runs({ runs }: { runs: readonly Run[] }) {
  const longestMs = Math.max(1, ...runs.map(({ duration_ms: ms }) => ms));
  return (
    <table className="table runs-table">
      <thead>
        <tr>
          <th scope="col">Outcome</th>
          <th scope="col">Started</th>
          <th scope="col" className="is-number">
            Took
          </th>
          <th scope="col" className="is-number is-wide">
            CPU
          </th>
          <th scope="col" className="is-number is-wide">
            Memory
          </th>
          <th scope="col" className="is-number is-wide">
            Lines
          </th>
          <th scope="col" className="is-wide">
            Host
          </th>
          <th scope="col" className="is-wide">
            Release
          </th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.run_id}>
            <td>
              <PageLink to={runAddress(run.run_id)} title={run.outcome}>
                <RunStateMark state={run.state} />
                {run.state === 'failed' && run.exit_code !== undefined && (
                  <span className="muted"> {run.exit_code}</span>
                )}
                {run.signal !== undefined && (
                  <span className="muted"> {run.out_of_memory ? 'out of memory' : run.signal}</span>
                )}
              </PageLink>
            </td>
            <td className="nowrap">
              <StampedMoment time={run.started_at} />
            </td>
            <td className="is-number took">
              <span
                className="took-bar"
                style={{ width: `${(run.duration_ms / longestMs) * 100}%` }}
              />
              {formatDuration(run.duration_ms)}
            </td>
            <td className="is-number is-wide">
              {formatDuration(run.cpu_user_ms + run.cpu_system_ms)}
            </td>
            <td className="is-number is-wide">
              {run.memory_peak_bytes === 0 ? '' : formatBytes(run.memory_peak_bytes)}
            </td>
            <td className="is-number is-wide" title={formatCount(run.lines)}>
              {formatShortCount(run.lines)}
            </td>
            <td className="is-wide muted">{run.host}</td>
            <td className="is-wide muted">{run.release}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
