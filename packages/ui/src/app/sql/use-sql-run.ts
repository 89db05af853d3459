// A query on its way: what has come of it, how long it took, what went wrong.
import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError, isAway } from '../api/client.ts';
import { connection } from '../api/connection.ts';
import { runSql, type SqlAnswer } from '../api/sql.ts';

/** What a query has come to. */
export interface SqlRun {
  readonly state: 'idle' | 'running' | 'done' | 'failed' | 'cancelled';
  /** The query that this is about. */
  readonly query: string;
  /** What there is; while a query runs and has nothing yet, that of the one before. */
  readonly answer?: SqlAnswer | undefined;
  readonly isStale: boolean;
  readonly error?: unknown;
  readonly startedAtMs: number;
  readonly tookMs: number;
}

const idle: SqlRun = { state: 'idle', query: '', isStale: false, startedAtMs: 0, tookMs: 0 };

/** Runs the query whenever it is another, and on `again`. Nobody waits for one that was left. */
export function useSqlRun(query: string) {
  const [run, setRun] = useState<SqlRun>(idle);
  const [epoch, setEpoch] = useState(0);
  const running = useRef<AbortController>(undefined);
  useEffect(() => {
    if (query.trim() === '') return setRun(idle);
    const abort = new AbortController();
    running.current = abort;
    void follow(query, setRun, abort.signal);
    return () => abort.abort('left');
  }, [query, epoch]);
  const again = useCallback(() => setEpoch((before) => before + 1), []);
  useEffect(() => {
    return isKeptOut(run.error) ? connection.onRecovery(again) : undefined;
  }, [run.error, again]);
  return { run, again, cancel: () => running.current?.abort('cancelled') };
}

/** The server was away, or wants a token. */
const isKeptOut = (error: unknown) =>
  isAway(error) || (error instanceof ApiError && error.status === 401);

async function follow(
  query: string,
  setRun: (change: (before: SqlRun) => SqlRun) => void,
  signal: AbortSignal,
): Promise<void> {
  const startedAtMs = performance.now();
  const common = () => ({ query, startedAtMs, tookMs: performance.now() - startedAtMs });
  const tell = (change: Partial<SqlRun> & Pick<SqlRun, 'state'>) => {
    if (signal.reason !== 'left')
      setRun((before) => ({ ...before, error: undefined, ...common(), ...change }));
  };
  tell({ state: 'running', isStale: true });
  try {
    const answer = await runSql(
      query,
      (progress) => tell({ state: 'running', answer: progress, isStale: false }),
      signal,
    );
    tell({ state: 'done', answer, isStale: false });
  } catch (error) {
    if (signal.aborted) tell({ state: 'cancelled' });
    else tell({ state: 'failed', error });
  }
}
