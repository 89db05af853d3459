// The Runs pages: the jobs, all runs, one job, one run.
import { useLocation } from '../address/location.ts';
import { AllRunsPage } from './all-runs-page.tsx';
import { JobPage } from './job-page.tsx';
import { JobsPage } from './jobs-page.tsx';
import { readRunsAddress } from './run-address.ts';
import { RunPage } from './run-page.tsx';

/** The page of the address. */
export function RunsPage() {
  const { page, id, at, other, filters } = readRunsAddress(useLocation());
  switch (page) {
    case 'run':
      return <RunPage key={id} id={id} at={at} other={other} />;
    case 'all':
      return <AllRunsPage filters={filters} />;
    case 'job':
      return <JobPage key={filters.job} {...filters} />;
    case 'jobs':
      return <JobsPage from={filters.from} />;
  }
}
