// The Logs page: search, time, histogram, facets and the list, all from the address.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { navigate } from '../address/location.ts';
import { changeLogs, logViews, useLogsAddress, writeLogsAddress } from '../address/logs-address.ts';
import { ApiError } from '../api/client.ts';
import { connection } from '../api/connection.ts';
import { listLogs } from '../api/logs.ts';
import { useKeys } from '../frame/keys.ts';
import { remembered } from '../frame/remembered.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { lazyPart } from '../parts/lazy-page.tsx';
import type { IconName } from '../parts/icon.tsx';
import { SearchBox } from '../search/search-box.tsx';
import { absoluteSpan, neighbour, widened } from '../time/range.ts';
import { TimeRange, ZoneChip } from '../time/time-range.tsx';
import { cursorAt, cursorOf, indexOfTime } from './cursors.ts';
import { Empty } from './empty.tsx';
import { Facets } from './facets.tsx';
import { takeEarly } from './head-start.ts';
import { Histogram, useHistogram } from './histogram.tsx';
import { LiveFeed } from './live-feed.ts';
import { LiveButton } from './live-button.tsx';
import { LogList } from './log-list.tsx';
import { LogsMenu } from './logs-menu.tsx';
import { useIsNarrow } from './row-height.ts';
import { RowWindow } from './row-window.ts';
import { type Asked, useAsked } from './use-span.ts';

const Around = lazyPart(async () => (await import('./around.tsx')).Around);
const Patterns = lazyPart(async () => (await import('./patterns.tsx')).Patterns);
const Volume = lazyPart(async () => (await import('./volume.tsx')).Volume);

const liveHistogramMs = 5000;
const dayMs = 86_400_000;

/** The page. */
export function LogsPage() {
  const state = useLogsAddress();
  const asked = useAsked(state);
  useEffect(() => navigate(writeLogsAddress(state), { replace: true }), [state]);
  const client = useQueryClient();
  const [feed, isFeeding] = useFeed(state.isLive, state.query, asked.refresh);
  const charted = useChartAsked(asked, state.isLive);
  const histogram = useHistogram(charted, state);
  const rowWindow = useRowWindow(asked, state.order, state.at, histogram.data);
  const hasLoaded = useSyncExternalStore(
    rowWindow.subscribe,
    () => rowWindow.getState().hasLoaded || state.view !== 'lines',
  );
  useEffect(() => {
    if (!feed) return;
    return rowWindow.subscribe(() => feed.forgetStored(rowWindow.getState().rows.slice(0, 400)));
  }, [feed, rowWindow]);
  const search = useCallback(
    (query: string) => {
      if (query === state.query) asked.refresh();
      else changeLogs({ query });
    },
    [state.query, asked],
  );
  const shift = (direction: -1 | 1) =>
    changeLogs({ ...absoluteSpan(neighbour(asked.span, direction)), isLive: false });
  const zoomOut = () =>
    changeLogs({ ...absoluteSpan(widened(asked.span, asked.nowMs)), isLive: false });
  useKeys([
    {
      keys: 'l',
      label: 'Follow live, or stop',
      group: 'Logs',
      run: () =>
        changeLogs(state.isLive ? { isLive: false } : { isLive: true, to: '', order: 'desc' }),
    },
    { keys: '[', label: 'Earlier', group: 'Logs', run: () => shift(-1) },
    { keys: ']', label: 'Later', group: 'Logs', run: () => shift(1) },
    { keys: '-', label: 'Twice the time', group: 'Logs', run: zoomOut },
    { keys: 'u', label: 'Search again up to now', group: 'Logs', run: asked.refresh },
  ]);
  const badQuery =
    histogram.error instanceof ApiError && histogram.error.code === 'bad-query'
      ? histogram.error
      : undefined;
  const isNarrow = useIsNarrow();
  const [isFiltering, setFiltering] = useState(false);
  const zone = (name: string) => {
    remembered.write('zone', name);
    changeLogs({ zone: name });
  };
  const arrived = useCallback(() => {
    void client.invalidateQueries();
    asked.refresh();
  }, [client, asked]);
  return (
    <>
      <header className="bar">
        <h1 className="visually-hidden">Logs</h1>
        <SearchBox state={state} span={asked.question} error={badQuery} onSearch={search} />
        <div className="bar-time">
          <Button
            look="plain"
            icon="left"
            className="wide-only"
            aria-label="Earlier ([)"
            onClick={() => shift(-1)}
          />
          <TimeRange
            span={state}
            zone={state.zone}
            nowMs={asked.nowMs}
            onChange={(span) => changeLogs({ ...span, isLive: state.isLive && span.to === '' })}
          />
          <Button
            look="plain"
            icon="right"
            className="wide-only"
            aria-label="Later (])"
            onClick={() => shift(1)}
          />
          <Button
            look="plain"
            icon="zoomOut"
            className="wide-only"
            aria-label="Twice the time (-)"
            onClick={zoomOut}
          />
          <ZoneChip zone={state.zone} nowMs={asked.nowMs} onChange={zone} />
          <LiveButton state={state} feed={feed} isOpen={isFeeding} />
          <Button
            look="plain"
            icon="refresh"
            aria-label="Search again up to now (u)"
            onClick={asked.refresh}
          />
        </div>
      </header>
      <Histogram
        state={state}
        asked={charted}
        data={histogram.data}
        error={badQuery ? undefined : histogram.error}
        onRetry={() => void histogram.refetch()}
      />
      <div className="work">
        {!isNarrow && (
          <aside className="side" aria-label="Facets">
            <Facets state={state} asked={asked} isWaiting={!hasLoaded} />
          </aside>
        )}
        <section className="main" aria-label="Result">
          <div className="tools">
            {isNarrow && (
              <Button icon="filter" aria-label="Filter" onClick={() => setFiltering(true)} />
            )}
            <div className="tabs" role="group" aria-label="View">
              {logViews.map((view) => (
                <Button
                  key={view}
                  look="plain"
                  icon={viewIcons[view]}
                  isPressed={state.view === view}
                  onClick={() => changeLogs({ view })}
                >
                  {viewNames[view]}
                </Button>
              ))}
            </div>
            <LogsMenu state={state} asked={asked} />
          </div>
          {state.view === 'lines' && (
            <LogList
              state={state}
              window={rowWindow}
              feed={feed}
              hasDay={asked.span.endMs - asked.span.startMs > dayMs / 2}
              empty={<Empty state={state} asked={asked} onArrival={arrived} />}
            />
          )}
          {state.view === 'patterns' && <Patterns state={state} asked={asked} />}
          {state.view === 'volume' && <Volume state={state} asked={asked} />}
        </section>
      </div>
      {state.around !== '' && <Around key={state.around} state={state} />}
      {isFiltering && isNarrow && (
        <Dialog title="Filter" form="drawer" onClose={() => setFiltering(false)}>
          <Facets state={state} asked={asked} isWaiting={!hasLoaded} />
        </Dialog>
      )}
    </>
  );
}

const viewNames = { lines: 'Lines', patterns: 'Patterns', volume: 'Volume' } as const;
const viewIcons: Record<keyof typeof viewNames, IconName> = {
  lines: 'logs',
  patterns: 'patterns',
  volume: 'volume',
};

/** The stretch of rows in memory; a new one for each new question. */
function useRowWindow(
  asked: Asked,
  order: 'asc' | 'desc',
  at: string,
  data: ReturnType<typeof useHistogram>['data'],
): RowWindow {
  const { question } = asked;
  const before = useRef<RowWindow>(undefined);
  const rowWindow = useMemo(
    () =>
      new RowWindow(async ({ limit, cursor, isBackward }, signal) => {
        const early = cursor === undefined && !isBackward ? takeEarly(question, order) : undefined;
        if (early) return early;
        const direction = isBackward ? (order === 'asc' ? 'desc' : 'asc') : order;
        const { logs } = await listLogs(question, { limit, order: direction, cursor }, signal);
        return logs;
      }, before.current?.getState()),
    [question, order],
  );
  useEffect(() => {
    before.current = rowWindow;
    const start = at === '' ? undefined : cursorOf(at, order);
    void rowWindow.open(start === undefined ? undefined : { cursor: start });
    const forget = connection.onRecovery(() => void rowWindow.open());
    return () => {
      forget();
      rowWindow.leave();
    };
    // The record of the address matters when the question is new; later the list has it already.
  }, [rowWindow]);
  useEffect(() => {
    if (!data) return;
    const tell = () =>
      rowWindow.setLength(data.total, cursorAt(data, order), indexOfTime(data, order));
    tell();
    // A window that still shows older rows learns it when its own are there.
    let wasStale = rowWindow.getState().isStale;
    return rowWindow.subscribe(() => {
      const { isStale } = rowWindow.getState();
      if (wasStale && !isStale) {
        wasStale = false;
        tell();
      }
    });
  }, [rowWindow, data, order]);
  return rowWindow;
}

/** The live feed while it is wanted. Each time it connects, what came before is asked for. */
function useFeed(
  isLive: boolean,
  query: string,
  refresh: () => void,
): [LiveFeed | undefined, boolean] {
  const feed = useMemo(
    () => (isLive ? new LiveFeed(query, () => setTimeout(refresh, 1200)) : undefined),
    [isLive, query, refresh],
  );
  useEffect(() => {
    feed?.open();
    return () => feed?.close();
  }, [feed]);
  return [feed, feed !== undefined];
}

/** What the histogram is asked: under live it moves on every few seconds while the list stands still. */
function useChartAsked(asked: Asked, isLive: boolean): Asked {
  const [moved, setMoved] = useState<{ from: Asked; now: Asked }>();
  useEffect(() => {
    if (!isLive) return;
    const timer = setInterval(() => {
      setMoved((before) => {
        const base = before?.from === asked ? before.now : asked;
        const by = liveHistogramMs;
        return {
          from: asked,
          now: {
            ...base,
            span: { startMs: base.span.startMs + by, endMs: base.span.endMs + by },
            question: {
              ...base.question,
              startMs: base.question.startMs + by,
              endMs: base.question.endMs + by,
            },
          },
        };
      });
    }, liveHistogramMs);
    return () => clearInterval(timer);
  }, [asked, isLive]);
  return isLive && moved?.from === asked ? moved.now : asked;
}
