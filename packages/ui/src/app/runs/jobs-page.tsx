// Every job with its last runs: what fails, what takes longer than it used to, what did not run at all.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Job, jobsFew, jobsMax, readJobs } from '../api/runs.ts';
import { Button } from '../parts/button.tsx';
import { Moment } from '../parts/moment.tsx';
import { PageLink } from '../parts/page-link.tsx';
import { Problem } from '../parts/problem.tsx';
import { Skeleton } from '../parts/progress.tsx';
import { formatCount, formatDuration } from '../time/format.ts';
import { NoRuns } from './no-runs.tsx';
import {
  allRunsAddress,
  defaultRunsFrom,
  jobAddress,
  jobsAddress,
  runAddress,
} from './run-address.ts';
import { RunStateMark } from './run-state.tsx';
import { RunsSince, sinceText } from './runs-since.tsx';
import { RunsTabs } from './runs-tabs.tsx';
import { ScheduleText } from './schedule.tsx';
import { Strip } from './strip.tsx';

const refreshMs = 5_000;
/** Hundreds of jobs are megabytes. */
const refreshManyMs = 30_000;
/** Somebody waits for the first run. */
const refreshWhileEmptyMs = 1_000;
/** Fewer jobs are found at a glance. */
const filteredFrom = 8;

/** The list of the jobs that ran since then. */
export function JobsPage({ from }: { from: string }) {
  const [text, setText] = useState('');
  const [limit, setLimit] = useState(jobsFew);
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({
    queryKey: ['jobs', from, limit],
    queryFn: ({ signal }) => readJobs({ start: from, limit }, signal),
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => {
      if (state.data?.length === 0) return refreshWhileEmptyMs;
      return limit > jobsFew ? refreshManyMs : refreshMs;
    },
    staleTime: 0,
  });
  const hasAll = data !== undefined && !isPlaceholderData && data.length < limit;
  const shown = (data ?? []).filter(({ job }) => job.toLowerCase().includes(text.toLowerCase()));
  return (
    <div className="sheet sheet-wide">
      <header className="sheet-head">
        <h1>Runs</h1>
        <RunsTabs page="jobs" from={from} />
        {data && data.length > 0 && <Summary jobs={data} from={from} hasAll={hasAll} />}
        <div className="sheet-tools">
          {data && data.length >= filteredFrom && (
            <input
              type="search"
              className="sheet-filter"
              placeholder="Filter jobs"
              aria-label="Filter jobs"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
          <RunsSince from={from} addressOf={jobsAddress} />
        </div>
      </header>
      {isPending && <Skeleton rows={10} />}
      {!data && error && <Problem error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 &&
        (from === defaultRunsFrom ? (
          <NoRuns />
        ) : (
          <div className="nothing">
            <h2>No job ran {sinceText(from)}</h2>
          </div>
        ))}
      {shown.length > 0 && <Jobs jobs={shown} from={from} />}
      {data && data.length > 0 && shown.length === 0 && (
        <p className="muted">No job of this name ran {sinceText(from)}.</p>
      )}
      {data && !isPlaceholderData && !hasAll && (
        <Further from={from} limit={limit} onMore={setLimit} />
      )}
    </div>
  );
}

interface FurtherProps {
  readonly from: string;
  readonly limit: number;
  readonly onMore: (limit: number) => void;
}

/** The server tells so many jobs and no more; runs it tells all. */
function Further({ from, limit, onMore }: FurtherProps) {
  if (limit < jobsMax)
    return (
      <Button className="runs-more" onClick={() => onMore(jobsMax)}>
        Further jobs
      </Button>
    );
  return (
    <p className="muted runs-more">
      Jobs that ran before these are among{' '}
      <PageLink to={allRunsAddress({ from })} className="page-link">
        all runs
      </PageLink>
      .
    </p>
  );
}

interface SummaryProps {
  readonly jobs: readonly Job[];
  readonly from: string;
  readonly hasAll: boolean;
}

function Summary({ jobs, from, hasAll }: SummaryProps) {
  const failing = jobs.filter(({ last }) => isBad(last.state)).length;
  const running = jobs.filter(({ last }) => last.state === 'running').length;
  const parts = [
    hasAll
      ? `${formatCount(jobs.length)} ${jobs.length === 1 ? 'job' : 'jobs'} ${sinceText(from)}`
      : `the ${formatCount(jobs.length)} jobs that ran last`,
    ...(running > 0 ? [`${running} running`] : []),
    ...(failing > 0 ? [`${failing} failing`] : []),
  ];
  return <p className="sheet-note">{parts.join(' · ')}</p>;
}

const isBad = (state: Job['last']['state']) => state !== 'running' && state !== 'succeeded';

function Jobs({ jobs, from }: { jobs: readonly Job[]; from: string }) {
  return (
    <ul className="jobs">
      {jobs.map((each) => (
        <JobRow key={each.job} job={each} from={from} />
      ))}
    </ul>
  );
}

function JobRow({ job, from }: { job: Job; from: string }) {
  const { last, runs, success_rate: rate, median_duration_ms: median } = job;
  return (
    <li className="job">
      <div className="job-name">
        <RunStateMark state={last.state} isShort />
        <PageLink to={jobAddress(job.job, { from })} className="page-link job-link" title={job.job}>
          {job.job}
        </PageLink>
      </div>
      <Strip job={job.job} runs={runs} />
      <div className="job-last">
        <PageLink to={runAddress(last.run_id)} title={last.outcome}>
          {last.outcome}
        </PageLink>
        <span className="muted">
          {last.state === 'running' ? 'started ' : ''}
          <Moment time={last.started_at} />
        </span>
      </div>
      <div className="job-usual muted">
        {rate !== undefined && <span>{percent(rate)} succeeded</span>}
        {median !== undefined && <span>usually {formatDuration(median)}</span>}
        {job.schedule && <ScheduleText schedule={job.schedule} />}
      </div>
    </li>
  );
}

/** Never rounded up to all or down to none. */
export function percent(rate: number): string {
  if (rate === 0 || rate === 1) return rate === 0 ? 'none' : 'all';
  return `${Math.min(99, Math.max(1, Math.round(rate * 100)))} %`;
}
