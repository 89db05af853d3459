// The two lists of the Runs page: by job, or every run for itself.
import { navigate } from '../address/location.ts';
import { Button } from '../parts/button.tsx';
import { allRunsAddress, runsPath } from './run-address.ts';

/** Which of them is shown. */
export function RunsTabs({ page }: { page: 'jobs' | 'all' }) {
  return (
    <div className="tabs" role="group" aria-label="List">
      <Button
        look="plain"
        icon="volume"
        isPressed={page === 'jobs'}
        onClick={() => navigate(runsPath)}
      >
        Jobs
      </Button>
      <Button
        look="plain"
        icon="table"
        isPressed={page === 'all'}
        onClick={() => navigate(allRunsAddress())}
      >
        All runs
      </Button>
    </div>
  );
}
