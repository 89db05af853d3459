// The list: only the rows in sight are in the page, however many match; rows open in place, live ones join at the top.
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { changeLogs, type LogsAddress } from '../address/logs-address.ts';
import { ApiError } from '../api/client.ts';
import type { LogRecord } from '../api/logs.ts';
import { useKeys } from '../frame/keys.ts';
import { Button } from '../parts/button.tsx';
import { showTrail } from '../parts/link-menu.tsx';
import { Problem } from '../parts/problem.tsx';
import { Progress, Skeleton, useLasting } from '../parts/progress.tsx';
import { copyText, toast } from '../parts/toasts.tsx';
import { formatCount } from '../time/format.ts';
import { ColumnHeads, useWidths } from './columns.tsx';
import { Detail, lineText } from './detail.tsx';
import type { LiveFeed } from './live-feed.ts';
import { LogRow } from './log-row.tsx';
import { idOf } from './permalink.ts';
import type { RowWindow } from './row-window.ts';
import { useRowHeight } from './row-height.ts';

interface LogListProps {
  readonly state: LogsAddress;
  readonly window: RowWindow;
  readonly feed: LiveFeed | undefined;
  readonly hasDay: boolean;
  readonly empty: React.ReactNode;
}

const overscan = 12;
const noFeed = { subscribe: () => () => undefined, getState: () => undefined };

/** A row, wherever it comes from. */
interface Row {
  readonly key: string;
  readonly record: LogRecord;
}

/** The rows of a search. */
export function LogList({ state, window: rowWindow, feed, hasDay, empty }: LogListProps) {
  const stored = useSyncExternalStore(rowWindow.subscribe, rowWindow.getState);
  const live = useSyncExternalStore(
    feed?.subscribe ?? noFeed.subscribe,
    feed?.getState ?? noFeed.getState,
  );
  const rowHeight = useRowHeight();
  const scroller = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [viewHeight, setViewHeight] = useState(600);
  const [openKeys, setOpenKeys] = useState<ReadonlySet<string>>(new Set());
  const heights = useRef(new Map<string, number>());
  const [, remeasure] = useState(0);
  const [current, setCurrent] = useState<string>();
  const [selected, setSelected] = useState<{ from: number; to: number }>();
  const [widthOf, setWidth] = useWidths();

  const lead = live?.rows ?? [];
  const total = lead.length + stored.total;
  const rowAt = useCallback(
    (index: number): Row | undefined => {
      const liveRow = lead[index];
      if (liveRow) return { key: liveRow.liveKey, record: liveRow };
      const record = stored.rows[index - lead.length - stored.base];
      return record && { key: record.id ?? '', record };
    },
    [lead, stored],
  );
  const indexOf = useCallback(
    (key: string | undefined): number => {
      if (key === undefined) return -1;
      const inLead = key.startsWith('live-') ? lead.findIndex((row) => row.liveKey === key) : -1;
      if (inLead >= 0) return inLead;
      const at = stored.rows.findIndex((row) => row.id === key);
      return at < 0 ? -1 : at + stored.base + lead.length;
    },
    [lead, stored],
  );

  // Opened rows push what is below them down.
  const opened = useMemo(
    () =>
      [...openKeys]
        .map((key) => ({ key, index: indexOf(key) }))
        .filter(({ index }) => index >= 0)
        .sort((a, b) => a.index - b.index),
    [openKeys, indexOf],
  );
  const extraBefore = (index: number) =>
    opened.reduce(
      (sum, each) => (each.index < index ? sum + (heights.current.get(each.key) ?? 0) : sum),
      0,
    );
  const topOf = (index: number) => index * rowHeight + extraBefore(index);
  const indexAt = (y: number): number => {
    let extra = 0;
    for (const each of opened) {
      const bottom = (each.index + 1) * rowHeight + extra;
      if (y < bottom) break;
      const height = heights.current.get(each.key) ?? 0;
      if (y < bottom + height) return each.index;
      extra += height;
    }
    return Math.max(0, Math.floor((y - extra) / rowHeight));
  };
  const first = Math.max(0, indexAt(scrollTop) - overscan);
  const last = Math.min(total - 1, indexAt(scrollTop + viewHeight) + overscan);
  const height = topOf(total);

  useEffect(() => {
    rowWindow.need(Math.max(0, first - lead.length), Math.max(0, last - lead.length));
  }, [rowWindow, first, last, lead.length, stored]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setViewHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // Another question begins at its top.
  useEffect(() => {
    if (scroller.current && state.at === '') scroller.current.scrollTop = 0;
    setSelected(undefined);
  }, [rowWindow]);

  // What is being read stays where it is when rows join above it.
  const isAway = scrollTop > rowHeight || openKeys.size > 0 || selected !== undefined;
  useEffect(() => feed?.hold(isAway), [feed, isAway]);
  const above = useRef({ lead: lead.length, shift: stored.shift });
  useLayoutEffect(() => {
    const element = scroller.current;
    const moved = lead.length - above.current.lead + (stored.shift - above.current.shift);
    above.current = { lead: lead.length, shift: stored.shift };
    if (element && moved !== 0 && isAway) element.scrollTop += moved * rowHeight;
  }, [lead.length, stored.shift, isAway, rowHeight]);

  const scrollTo = useCallback(
    (index: number, place: 'nearest' | 'middle' = 'nearest') => {
      const element = scroller.current;
      if (!element) return;
      const top = index * rowHeight;
      if (place === 'middle') element.scrollTop = Math.max(0, top - element.clientHeight / 3);
      else if (top < element.scrollTop) element.scrollTop = top;
      else if (top + rowHeight * 2 > element.scrollTop + element.clientHeight) {
        element.scrollTop = top + rowHeight * 2 - element.clientHeight;
      }
    },
    [rowHeight],
  );

  // The record of the address is opened and brought into sight once it is there.
  const shownAt = useRef('');
  useEffect(() => {
    if (state.at === '' || shownAt.current === state.at) return;
    const index = indexOf(state.at);
    if (index < 0) return;
    shownAt.current = state.at;
    setOpenKeys((keys) => new Set([...keys, state.at]));
    setCurrent(state.at);
    scrollTo(index, 'middle');
  }, [state.at, indexOf, scrollTo]);

  const toggle = (key: string) => {
    const isOpening = !openKeys.has(key);
    const next = new Set(openKeys);
    if (isOpening) next.add(key);
    else next.delete(key);
    setOpenKeys(next);
    setCurrent(key);
    if (key.startsWith('live-')) return;
    shownAt.current = key;
    if (isOpening) changeLogs({ at: key }, { replace: true });
    else if (state.at === key) changeLogs({ at: '' }, { replace: true });
  };
  const onContext = (record: LogRecord) =>
    void idOf(record).then((id) => id !== undefined && changeLogs({ around: id }));
  const move = (step: number) => {
    const at = indexOf(current);
    const next = at < 0 ? indexAt(scrollTop) : Math.max(0, Math.min(total - 1, at + step));
    const row = rowAt(next);
    if (!row) return;
    setCurrent(row.key);
    scrollTo(next);
  };
  const currentRow = () => rowAt(indexOf(current));
  useKeys([
    { keys: 'j', label: 'Next row', group: 'Rows', run: () => move(1) },
    { keys: 'k', label: 'Row before', group: 'Rows', run: () => move(-1) },
    {
      keys: 'Enter',
      label: 'Open or close the row',
      group: 'Rows',
      run: () => activate(currentRow(), toggle),
    },
    {
      keys: 'c',
      label: 'Lines around the row',
      group: 'Rows',
      run: () => {
        const row = currentRow();
        if (row) onContext(row.record);
      },
    },
    {
      keys: 'r',
      label: 'Everything of its request, trace or run',
      group: 'Rows',
      run: () => trail(currentRow()?.record),
    },
    {
      keys: 'y',
      label: 'Copy the row, or the selected rows',
      group: 'Rows',
      run: () => void copyText(selectedText(), 'Text'),
    },
    {
      keys: 'Escape',
      label: 'Close opened rows',
      group: 'Rows',
      run: () => {
        setOpenKeys(new Set());
        setSelected(undefined);
        if (state.at !== '') changeLogs({ at: '' }, { replace: true });
      },
    },
  ]);
  const selectedText = () => {
    if (!selected)
      return lineText(
        currentRow()?.record ?? { time: '', observed_time: '', severity_number: 0, body: '' },
        state.zone,
      );
    const texts: string[] = [];
    for (let index = selected.from; index <= selected.to; index++) {
      const row = rowAt(index);
      if (row) texts.push(lineText(row.record, state.zone));
    }
    return texts.join('\n');
  };
  const onRowClick = (event: React.MouseEvent) => {
    if (!(event.target instanceof Element) || event.target.closest('.detail')) return;
    const element = event.target.closest<HTMLElement>('[data-index]');
    const index = Number(element?.dataset['index'] ?? -1);
    const row = rowAt(index);
    if (!row) return;
    const from = indexOf(current);
    if (event.shiftKey && from >= 0) {
      getSelection()?.removeAllRanges();
      setSelected({ from: Math.min(from, index), to: Math.max(from, index) });
    } else if (getSelection()?.isCollapsed !== false) {
      setSelected(undefined);
      toggle(row.key);
    }
  };
  const measure = useCallback((key: string, element: HTMLElement | null) => {
    if (!element) return;
    const observer = new ResizeObserver(() => {
      const next = element.offsetHeight;
      if (next === 0 || heights.current.get(key) === next) return;
      heights.current.set(key, next);
      remeasure((count) => count + 1);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const visible: React.ReactNode[] = [];
  for (let index = first; index <= last; index++) {
    const row = rowAt(index);
    const top = topOf(index);
    if (!row) {
      visible.push(
        <div
          key={`gap-${index}`}
          className="row row-gap"
          style={{ transform: `translateY(${top}px)` }}
        />,
      );
      continue;
    }
    const isOpen = openKeys.has(row.key);
    visible.push(
      <div
        key={row.key}
        className="row-place"
        role="presentation"
        style={{ transform: `translateY(${top}px)` }}
      >
        <LogRow
          record={row.record}
          zone={state.zone}
          columns={state.columns}
          widthOf={widthOf}
          hasDay={hasDay}
          isOpen={isOpen}
          isCurrent={row.key === current}
          isSelected={selected !== undefined && index >= selected.from && index <= selected.to}
          index={index}
        />
        {isOpen && (
          <div role="row">
            <div role="gridcell" ref={(element) => measure(row.key, element)}>
              <Detail record={row.record} state={state} onContext={() => onContext(row.record)} />
            </div>
          </div>
        )}
      </div>,
    );
  }
  const isDimmed = useLasting(stored.isStale, 200);
  const isEmpty =
    stored.hasLoaded && total === 0 && stored.error === undefined && !stored.isLoading;
  const pending = (live?.pending.length ?? 0) + (live?.pendingDropped ?? 0);
  return (
    <div className="list">
      <Progress
        isBusy={stored.isLoading}
        onCancel={() => {
          rowWindow.cancel();
          toast('The search was cancelled');
        }}
      />
      {pending > 0 && (
        <Button
          className="pill"
          look="primary"
          onClick={() => {
            setOpenKeys(new Set());
            setSelected(undefined);
            if (scroller.current) scroller.current.scrollTop = 0;
            feed?.release();
          }}
        >
          {formatCount(pending)} new
        </Button>
      )}
      {selected && (
        <div className="selection">
          <span>{selected.to - selected.from + 1} lines</span>
          <Button icon="copy" onClick={() => void copyText(selectedText(), 'Lines')}>
            Copy
          </Button>
          <Button
            look="plain"
            icon="close"
            aria-label="Drop the selection"
            onClick={() => setSelected(undefined)}
          />
        </div>
      )}
      {stored.error !== undefined && total > 0 && !isAwayError(stored.error) && (
        <Problem error={stored.error} onRetry={() => rowWindow.retry()} />
      )}
      <div
        ref={scroller}
        className={`list-scroll${isDimmed ? ' is-stale' : ''}`}
        role="region"
        aria-label="Lines"
        tabIndex={0}
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
        onClick={onRowClick}
      >
        <div
          role="treegrid"
          aria-label="Lines"
          aria-rowcount={total + 1}
          aria-busy={stored.isLoading}
        >
          <ColumnHeads
            columns={state.columns}
            widthOf={widthOf}
            setWidth={setWidth}
            order={state.order}
          />
          <div className="list-rows" role="rowgroup" style={{ height }}>
            {visible}
          </div>
        </div>
        {!stored.hasLoaded && total === 0 && <Skeleton rows={24} />}
        {isEmpty && empty}
        {stored.error !== undefined && total === 0 && (
          <Problem error={stored.error} onRetry={() => rowWindow.retry()} />
        )}
      </div>
    </div>
  );
}

/** The banner says that already. */
const isAwayError = (error: unknown) => error instanceof ApiError && error.code === 'away';

function activate(row: Row | undefined, toggle: (key: string) => void): void {
  if (
    document.activeElement instanceof HTMLButtonElement ||
    document.activeElement instanceof HTMLAnchorElement
  ) {
    document.activeElement.click();
  } else if (row) toggle(row.key);
}

function trail(record: LogRecord | undefined): void {
  if (!record) return;
  for (const name of ['request_id', 'trace_id', 'run_id'] as const) {
    const value = record[name];
    if (value !== undefined) return showTrail(name, value, Date.parse(record.time));
  }
  toast('This line has no request, trace or run id', 'error');
}
