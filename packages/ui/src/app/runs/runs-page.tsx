// The Runs pages: all jobs, one job, one run.
import { useLocation } from '../address/location.ts';
import { JobPage } from './job-page.tsx';
import { JobsPage } from './jobs-page.tsx';
import { readRunsAddress } from './run-address.ts';
import { RunPage } from './run-page.tsx';

/** The page of the address. */
export function RunsPage() {
  const { id, job, at, state, other } = readRunsAddress(useLocation());
  if (id !== '') return <RunPage key={id} id={id} at={at} other={other} />;
  return job === '' ? <JobsPage /> : <JobPage key={job} job={job} state={state} />;
}
