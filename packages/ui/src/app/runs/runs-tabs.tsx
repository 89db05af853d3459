// The two lists of the Runs page: by job, or every run for itself.
import { navigate } from '../address/location.ts';
import { Button } from '../parts/button.tsx';
import { allRunsAddress, jobsAddress } from './run-address.ts';

/** Which of them is shown, and since when runs count. */
export function RunsTabs({ page, from }: { page: 'jobs' | 'all'; from: string }) {
  return (
    <div className="tabs" role="group" aria-label="List">
      <Button
        look="plain"
        icon="volume"
        isPressed={page === 'jobs'}
        onClick={() => navigate(jobsAddress(from))}
      >
        Jobs
      </Button>
      <Button
        look="plain"
        icon="table"
        isPressed={page === 'all'}
        onClick={() => navigate(allRunsAddress({ from }))}
      >
        All runs
      </Button>
    </div>
  );
}
