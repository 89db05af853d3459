// Every run of every job: by state, job, service, host, time, or the beginning of its id.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
import { navigate } from '../address/location.ts';
import { listRuns, readJobs, type Run } from '../api/runs.ts';
import { Button } from '../parts/button.tsx';
import { usualZone, useNowMs } from '../parts/moment.tsx';
import { Problem } from '../parts/problem.tsx';
import { Skeleton } from '../parts/progress.tsx';
import { formatCount } from '../time/format.ts';
import { spanLabel } from '../time/range.ts';
import { TimeRange } from '../time/time-range.tsx';
import { NameChoice } from './name-choice.tsx';
import { NoRuns } from './no-runs.tsx';
import { allRunsAddress, noFilters, questionOfRuns, type RunFilters } from './run-address.ts';
import { RunsMenu } from './runs-menu.tsx';
import { RunsTable } from './runs-table.tsx';
import { RunsTabs } from './runs-tabs.tsx';
import { StateChoice } from './state-choice.tsx';

const refreshMs = 5_000;
/** Somebody waits for the first run. */
const refreshWhileEmptyMs = 1_000;
/** Scrolled further, the list stands still. */
const topPx = 40;

/** The list with its filters. */
export function AllRunsPage({ filters }: { filters: RunFilters }) {
  const sheet = useRef<HTMLDivElement>(null);
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery({
      queryKey: ['all-runs', filters],
      queryFn: ({ pageParam, signal }) => listRuns(questionOfRuns(filters), pageParam, signal),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next_cursor,
      placeholderData: (before) => before,
      refetchInterval: ({ state }) => {
        const pages = state.data?.pages ?? [];
        // What is being read does not move.
        if (pages.length > 1 || (sheet.current?.scrollTop ?? 0) > topPx) return false;
        return pages[0]?.runs.length === 0 ? refreshWhileEmptyMs : refreshMs;
      },
      staleTime: 0,
    });
  const runs = data?.pages.flatMap((page) => page.runs) ?? [];
  return (
    <div ref={sheet} className="sheet sheet-wide">
      <header className="sheet-head">
        <h1>Runs</h1>
        <RunsTabs page="all" from={filters.from} />
        {data && runs.length > 0 && (
          <p className="sheet-note">
            {hasNextPage ? `the newest ${formatCount(runs.length)}` : formatCount(runs.length)}{' '}
            {runs.length === 1 ? 'run' : 'runs'}
          </p>
        )}
        <RunsMenu filters={filters} />
      </header>
      <Filters filters={filters} runs={runs} />
      {isPending && <Skeleton rows={12} />}
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {data && runs.length === 0 && <NothingFound filters={filters} />}
      {runs.length > 0 && <RunsTable runs={runs} filters={filters} />}
      {hasNextPage && (
        <Button
          className="runs-more"
          disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          Earlier runs
        </Button>
      )}
    </div>
  );
}

function Filters({ filters, runs }: { filters: RunFilters; runs: readonly Run[] }) {
  const nowMs = useNowMs();
  const known = useKnownNames(runs);
  const change = (part: Partial<RunFilters>) => navigate(allRunsAddress({ ...filters, ...part }));
  return (
    <div className="runs-bar">
      <StateChoice
        chosen={filters.state}
        addressOf={(state) => allRunsAddress({ ...filters, state })}
      />
      <div className="runs-filters">
        {(['job', 'service', 'host'] as const).map((what) => (
          <NameChoice
            key={what}
            what={what}
            chosen={filters[what]}
            known={known[what]}
            onChoose={(name) => change({ [what]: name })}
          />
        ))}
        <NameChoice
          what="id"
          chosen={filters.id}
          known={[]}
          hint="The beginning of an id"
          onChoose={(id) =>
            change({
              id: id
                .toLowerCase()
                .replaceAll(/[^0-9a-f-]/g, '')
                .slice(0, 36),
            })
          }
        />
        <TimeRange
          span={filters}
          zone={usualZone()}
          nowMs={nowMs}
          hasChart={false}
          onChange={change}
        />
      </div>
    </div>
  );
}

/** Names of jobs, and of the services and hosts that ran them last or are in the list. */
function useKnownNames(runs: readonly Run[]) {
  const { data: jobs } = useQuery({
    queryKey: ['known-jobs'],
    queryFn: ({ signal }) => readJobs({}, signal),
  });
  return useMemo(() => {
    const all = [...(jobs ?? []).map(({ last }) => last), ...runs];
    const names = (of: (run: Run) => string | undefined) =>
      [...new Set(all.map(of))].filter((name) => name !== undefined).sort();
    return {
      job: names(({ job }) => job),
      service: names(({ service }) => service),
      host: names(({ host }) => host),
    };
  }, [jobs, runs]);
}

function NothingFound({ filters }: { filters: RunFilters }) {
  const nowMs = useNowMs();
  const { from, to } = filters;
  const isNarrowed = allRunsAddress({ ...filters, from, to }) !== allRunsAddress({ from, to });
  const isFirstSight = !isNarrowed && from === noFilters.from && to === '';
  return (
    <>
      {isFirstSight ? (
        <NoRuns />
      ) : (
        <div className="nothing">
          <h2>No run {isNarrowed ? 'passes these filters' : 'started in this time'}</h2>
        </div>
      )}
      <div className="nothing">
        <p>Looked at: {spanLabel({ from, to }, usualZone(), nowMs).toLowerCase()}.</p>
        <p className="nothing-actions">
          {isNarrowed && (
            <Button onClick={() => navigate(allRunsAddress({ from, to }))}>Without filters</Button>
          )}
          {from !== '-90d' && (
            <Button onClick={() => navigate(allRunsAddress({ ...filters, from: '-90d', to: '' }))}>
              Last 90 days
            </Button>
          )}
        </p>
      </div>
    </>
  );
}
