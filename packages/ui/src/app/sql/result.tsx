// What came of a query: its rows, how many and how long it took, or why there are none.
import { useEffect, useState } from 'react';
import { ApiError, isAway } from '../api/client.ts';
import { shownRowsMax, type SqlAnswer } from '../api/sql.ts';
import { Button } from '../parts/button.tsx';
import { MenuButton, MenuItem } from '../parts/menu.tsx';
import { Problem } from '../parts/problem.tsx';
import { ProgressBar, Skeleton, useLasting } from '../parts/progress.tsx';
import { copyText } from '../parts/toasts.tsx';
import { formatBytes, formatCount, formatDuration, formatShortCount } from '../time/format.ts';
import { rowsTsv } from './cell-text.ts';
import { FormatDialog } from './format-dialog.tsx';
import { ResultGrid } from './result-grid.tsx';
import { downloadSql } from './sql-download.ts';
import { usualFormats } from './sql-formats.ts';
import type { SqlRun } from './use-sql-run.ts';

interface ResultProps {
  readonly run: SqlRun;
  readonly onAgain: () => void;
}

/** The result with its head. */
export function Result({ run, onAgain }: ResultProps) {
  const { state, answer, error, isStale } = run;
  const hasTable = answer !== undefined && answer.columns.length > 0;
  const isProblem = state === 'failed' && !(hasTable && isAway(error));
  const isShown = hasTable && !isProblem;
  return (
    <section className="sql-result" aria-label="Result" aria-busy={state === 'running'}>
      <header className={isProblem ? 'visually-hidden' : 'tools'}>
        <p role="status" className="sql-status">
          <Summary run={run} />
        </p>
        {isShown && !isStale && <ResultMenu query={run.query} answer={answer} />}
      </header>
      <ProgressBar isBusy={state === 'running'} />
      {isProblem && <SqlProblem error={error} onAgain={onAgain} />}
      {isShown && <ResultGrid answer={answer} isStale={isStale} />}
      {!isShown && state === 'running' && <Skeleton rows={12} />}
      {state === 'cancelled' && !isShown && (
        <div className="empty">
          <h2>The query was cancelled</h2>
          <p>The store has stopped working on it.</p>
          <div className="empty-actions">
            <Button icon="refresh" onClick={onAgain}>
              Run it again
            </Button>
          </div>
        </div>
      )}
    </section>
  );
}

function Summary({ run: { state, answer, tookMs, isStale, startedAtMs, error } }: { run: SqlRun }) {
  if (state === 'idle') return undefined;
  if (state === 'failed')
    return <>{isAway(error) ? 'Waiting for the server' : 'The query failed'}</>;
  if (state === 'cancelled') return <>Cancelled after {formatDuration(Math.round(tookMs))}</>;
  if (!answer || isStale) return <Running key={startedAtMs} startedAtMs={startedAtMs} />;
  const count = `${formatCount(answer.rows.length)} ${answer.rows.length === 1 ? 'row' : 'rows'}`;
  if (state === 'running') return <>{count} so far</>;
  const { statistics } = answer;
  return (
    <>
      <span>
        <strong>{answer.isCut ? `The first ${count}` : count}</strong> in{' '}
        {formatDuration(Math.round(tookMs))}
      </span>{' '}
      {statistics && statistics.rows_read > 0 && (
        <span
          className="muted"
          title={`${formatCount(statistics.rows_read)} rows, ${formatCount(statistics.bytes_read)} bytes; ${formatDuration(statistics.elapsed * 1000)} in the store`}
        >
          {formatShortCount(statistics.rows_read)} rows, {formatBytes(statistics.bytes_read)} read
        </span>
      )}{' '}
      {answer.isCut && (
        <span className="sql-limit">
          A screen takes {formatCount(shownRowsMax)} rows; the download has all
        </span>
      )}
    </>
  );
}

/** How long it has been, once that is worth saying. */
function Running({ startedAtMs }: { startedAtMs: number }) {
  const [nowMs, setNowMs] = useState(startedAtMs);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(performance.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const isShown = useLasting(true, 200);
  const seconds = Math.round((nowMs - startedAtMs) / 1000);
  if (!isShown) return undefined;
  return (
    <span>
      Running{seconds > 1 && <span aria-hidden="true">, {formatDuration(seconds * 1000)}</span>}
    </span>
  );
}

function ResultMenu({ query, answer }: { query: string; answer: SqlAnswer }) {
  const [isChoosing, setChoosing] = useState(false);
  return (
    <div className="tools-end">
      <Button
        look="plain"
        icon="copy"
        aria-label="Copy the rows"
        onClick={() => void copyText(rowsTsv(answer.columns, answer.rows), 'Rows')}
      />
      <MenuButton label="Download" icon="download">
        {(close) => (
          <>
            {usualFormats.map(([name, format]) => (
              <MenuItem
                key={format}
                icon="download"
                onSelect={() => (close(), void downloadSql(query, format))}
              >
                All rows as {name}
              </MenuItem>
            ))}
            <MenuItem onSelect={() => (close(), setChoosing(true))}>Other format…</MenuItem>
          </>
        )}
      </MenuButton>
      {isChoosing && (
        <FormatDialog
          onClose={() => setChoosing(false)}
          onChoose={(format) => {
            setChoosing(false);
            void downloadSql(query, format);
          }}
        />
      )}
    </div>
  );
}

/** A mistake in the query is told without a way to try again: the query would be no better. */
function SqlProblem({ error, onAgain }: { error: unknown; onAgain: () => void }) {
  const isMistake = error instanceof ApiError && error.status >= 400 && error.status < 500;
  return <Problem error={error} {...(isMistake ? {} : { onRetry: onAgain })} />;
}
