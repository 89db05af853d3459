// Nothing found: why, and what to do about it.
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { changeLogs, type LogsAddress } from '../address/logs-address.ts';
import { hasToken, requestJson } from '../api/client.ts';
import { Button } from '../parts/button.tsx';
import { copyText } from '../parts/toasts.tsx';
import { spanLabel } from '../time/range.ts';
import type { Asked } from './use-span.ts';

const pollMs = 2000;

/** Whether anything was ever stored; asked again until there is something. */
function useHasAny() {
  return useQuery({
    queryKey: ['has-any'],
    queryFn: async ({ signal }) => {
      const { logs } = await requestJson<{ logs: unknown[] }>('/api/logs', {
        parameters: { start: '1970-01-02T00:00:00Z', end: '2200-01-01T00:00:00Z', limit: 1 },
        signal,
      });
      return logs.length > 0;
    },
    refetchInterval: ({ state }) => (state.data === true ? false : pollMs),
    staleTime: 0,
  });
}

/** Shown in place of rows. `onArrival` is called when a first line is there. */
export function Empty({
  state,
  asked,
  onArrival,
}: {
  state: LogsAddress;
  asked: Asked;
  onArrival: () => void;
}) {
  const { data: hasAny } = useHasAny();
  const { data: wasEmpty } = useQuery({
    queryKey: ['was-empty'],
    queryFn: () => true,
    enabled: hasAny === false,
  });
  useEffect(() => {
    if (hasAny === true && wasEmpty === true) onArrival();
  }, [hasAny, wasEmpty, onArrival]);
  if (hasAny === undefined) return undefined;
  if (!hasAny) return <FirstLine />;
  return (
    <div className="empty">
      <h2>No line matches</h2>
      <p>
        Nothing in <strong>{spanLabel(state, state.zone, asked.nowMs).toLowerCase()}</strong>
        {state.query !== '' && (
          <>
            {' '}
            for <code>{state.query}</code>
          </>
        )}
        .
      </p>
      <div className="empty-actions">
        {state.from !== '-7d' && (
          <Button onClick={() => changeLogs({ from: '-7d', to: '' })}>
            Look at the last 7 days
          </Button>
        )}
        {state.query !== '' && (
          <Button onClick={() => changeLogs({ query: '' })}>Clear the search</Button>
        )}
        <Button icon="play" onClick={() => changeLogs({ isLive: true, to: '' })}>
          Wait for it live
        </Button>
      </div>
    </div>
  );
}

function FirstLine() {
  const login = hasToken() ? `-H "Authorization: Bearer $GROUNDCREW_TOKEN" ` : '';
  const command = `curl ${login}-d 'hello from a shell' ${location.origin}/ingest`;
  return (
    <div className="empty">
      <h2>Nothing was logged yet</h2>
      <p>This sends a first line. It appears here by itself.</p>
      <div className="command-line">
        <pre className="command">{command}</pre>
        <Button
          icon="copy"
          aria-label="Copy the command"
          onClick={() => void copyText(command, 'Command')}
        />
      </div>
      <p className="muted">
        Loggers for every language send to the same address; <a href="/api">the API</a> says more.
      </p>
    </div>
  );
}
