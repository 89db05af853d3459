// The log of a run: each line with the time since the start, and the gap before it as a bar, drawn to scale.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { navigate } from '../address/location.ts';
import { addressOf } from '../address/location.ts';
import { logsPath } from '../address/logs-address.ts';
import { listLogs } from '../api/logs.ts';
import { linesPath, type Run, runLines, type RunLine } from '../api/runs.ts';
import { Button } from '../parts/button.tsx';
import { PageLink } from '../parts/page-link.tsx';
import { Problem } from '../parts/problem.tsx';
import { saveAnswer } from '../parts/save-answer.ts';
import { Skeleton } from '../parts/progress.tsx';
import { Section } from '../parts/section.tsx';
import { formatCount } from '../time/format.ts';
import { useScaleNs } from './gaps.ts';
import { RunRow } from './run-row.tsx';
import { runAddress } from './run-address.ts';
import { runSpan } from './run-span.ts';

const rowPx = 20;
const refreshMs = 3_000;
/** A short log takes no more room than its lines. */
const bordersPx = 2;

/** Rows before the end of what is there at which more is asked for. */
const aheadRows = 100;

/** Where a page begins: behind a line, or a little before one. */
type PagePlace = { readonly cursor: string } | { readonly around: string } | undefined;

const startOf = (at: string): PagePlace => (at === '' ? undefined : { around: at });

/** Lines above the one named. */
const linesAbove = 20;

/** The gap of a page's first line is counted from the line before, so a page begins behind a real one. */
async function readPage(run: Run, place: PagePlace, signal: AbortSignal) {
  if (place === undefined) return runLines(run.run_id, undefined, signal);
  if ('cursor' in place) return runLines(run.run_id, place.cursor, signal);
  const { logs } = await listLogs(
    { query: `run_id:${run.run_id}`, ...runSpan(run) },
    { limit: linesAbove, order: 'desc', cursor: place.around },
    signal,
  );
  const first = logs.length < linesAbove ? undefined : logs.at(-1)?.id;
  return runLines(run.run_id, first, signal);
}

/** The whole log, page by page as it is scrolled; from a line on when the address names one. */
export function RunLog({ run, at }: { run: Run; at: string }) {
  const isRunning = run.state === 'running';
  const pages = useInfiniteQuery({
    queryKey: ['run-lines', run.run_id, at],
    queryFn: ({ pageParam, signal }) => readPage(run, pageParam, signal),
    initialPageParam: startOf(at),
    getNextPageParam: ({ next_cursor: cursor }) => (cursor === undefined ? undefined : { cursor }),
    refetchInterval: isRunning ? refreshMs : false,
    staleTime: isRunning ? 0 : 60_000,
  });
  const lines = useMemo(() => pages.data?.pages.flatMap((page) => page.lines) ?? [], [pages.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  return (
    <Section
      id="log"
      title="Log"
      note={<LogNote run={run} at={at} count={lines.length} />}
      actions={
        <>
          <Button
            look="plain"
            icon="download"
            aria-label="Download the log as NDJSON"
            onClick={() => void downloadLog(run)}
          />
          <PageLink to={inLogs(run)}>Open in Logs</PageLink>
        </>
      }
    >
      {pages.isPending && <Skeleton rows={10} />}
      {pages.error && !pages.data && (
        <Problem error={pages.error} onRetry={() => void pages.refetch()} />
      )}
      {pages.data && lines.length === 0 && (
        <p className="muted">
          {isRunning ? 'It has not written a line yet.' : 'It did not write a line.'}
        </p>
      )}
      {lines.length > 0 && (
        <Lines
          run={run}
          lines={lines}
          at={at}
          onEnd={() => hasNextPage && !isFetchingNextPage && void fetchNextPage()}
        />
      )}
    </Section>
  );
}

/** All lines, each with the time before it. */
const downloadLog = ({ run_id: id }: Run) =>
  saveAnswer(linesPath(id), { format: 'ndjson' }, `run-${id.slice(0, 8)}.ndjson`);

function inLogs(run: Run): string {
  const { startMs, endMs } = runSpan(run);
  return addressOf(logsPath, [
    ['q', `run_id:${run.run_id}`],
    ['from', new Date(startMs).toISOString()],
    ['to', new Date(endMs).toISOString()],
    ['order', 'asc'],
  ]);
}

function LogNote({ run, at, count }: { run: Run; at: string; count: number }) {
  if (at !== '') {
    return (
      <>
        From a line in the middle.{' '}
        <Button look="plain" onClick={() => navigate(runAddress(run.run_id))}>
          Show it from the start
        </Button>
      </>
    );
  }
  return count === 0 ? undefined : 'Bars are the time before each line.';
}

interface LinesProps {
  readonly run: Run;
  readonly lines: readonly RunLine[];
  readonly at: string;
  readonly onEnd: () => void;
}

function Lines({ run, lines, at, onEnd }: LinesProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const shownNs = useMemo(
    () => lines.reduce((most, { gap_ns: ns }) => Math.max(most, ns), 1),
    [lines],
  );
  const scaleNs = useScaleNs(run, shownNs);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    getItemKey: (index) => lines[index]?.id ?? index,
    overscan: 20,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= lines.length - aheadRows) onEnd();
  }, [last, lines.length, onEnd]);
  const wasShown = useRef(false);
  useLayoutEffect(() => {
    const index = at === '' ? -1 : lines.findIndex(({ id }) => id === at);
    if (wasShown.current || index < 0) return;
    wasShown.current = true;
    virtualizer.scrollToIndex(index, { align: 'center' });
    scroller.current?.scrollIntoView({ block: 'nearest' });
  }, [at, lines, virtualizer]);
  const toggle = (id: string) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  const startMs = Date.parse(run.started_at);
  return (
    <div
      ref={scroller}
      className="run-log"
      style={{ maxHeight: virtualizer.getTotalSize() + bordersPx }}
      tabIndex={0}
      role="region"
      aria-label={`Log, ${formatCount(lines.length)} lines`}
    >
      <div className="run-log-space" style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ index, start, key }) => {
          const line = lines[index];
          return (
            line && (
              <div
                key={key}
                ref={virtualizer.measureElement}
                data-index={index}
                className="run-log-item"
                style={{ transform: `translateY(${start}px)` }}
              >
                <RunRow
                  line={line}
                  startMs={startMs}
                  scaleNs={scaleNs}
                  isOpen={open.has(line.id)}
                  isNamed={line.id === at}
                  onToggle={() => toggle(line.id)}
                />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}
