// The Settings page: how the server does, and who may use it.
import { useQuery } from '@tanstack/react-query';
import { Problem } from '../parts/problem.tsx';
import { Skeleton } from '../parts/progress.tsx';
import { formatDuration } from '../time/format.ts';
import { isAway } from '../api/client.ts';
import { readStatus, type ServerStatus } from '../api/server.ts';
import { ReceivedSection } from './received-section.tsx';
import { RefusedSection } from './refused-section.tsx';
import { ServerSection } from './server-section.tsx';
import { StorageSection } from './storage-section.tsx';
import { TokensSection } from './tokens-section.tsx';

const refreshMs = 5_000;
/** Somebody waits for the first line. */
const refreshWhileEmptyMs = 1_000;

/** Everything on one page; each part stands by itself when another cannot be had. */
export function SettingsPage() {
  const status = useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => readStatus(signal),
    refetchInterval: ({ state }) =>
      state.data?.receivers.some(({ requests }) => requests > 0) === false
        ? refreshWhileEmptyMs
        : refreshMs,
    staleTime: 0,
  });
  const { data, error, isPending, refetch } = status;
  return (
    <div className="sheet">
      <header className="sheet-head">
        <h1>Settings</h1>
        {data && <Summary status={data} />}
      </header>
      {isPending && <Skeleton rows={12} />}
      {!data && error && <Problem error={error} onRetry={() => void refetch()} />}
      {data && (
        <>
          <Problems status={data} />
          <ReceivedSection status={data} />
          <StorageSection status={data} />
          <RefusedSection count={data.dead_letters.rows} bytes={data.dead_letters.size_bytes} />
        </>
      )}
      {(data || !isAway(error)) && <TokensSection />}
      {data && <ServerSection status={data} />}
    </div>
  );
}

/** Then one notice is enough. */
function Summary({ status }: { status: ServerStatus }) {
  return (
    <p className="sheet-note">
      Groundcrew {status.version}, up for {formatDuration(Math.floor(status.uptime_seconds) * 1000)}
    </p>
  );
}

/** What keeps the server from working as it should, in its own words. */
function Problems({ status }: { status: ServerStatus }) {
  if (status.problems.length === 0) return undefined;
  return (
    <ul className="complaints" role="alert">
      {status.problems.map(({ check, reason }) => (
        <li key={check}>
          <strong>{check}</strong> {reason}
        </li>
      ))}
    </ul>
  );
}
