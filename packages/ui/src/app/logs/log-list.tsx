// The list: only the rows in sight are in the page, however many match; rows open in place, live ones join at the top.
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { changeLogs, type LogsAddress } from '../address/logs-address.ts';
import { isAway as isServerAway } from '../api/client.ts';
import type { LogRecord } from '../api/logs.ts';
import { Button } from '../parts/button.tsx';
import { Problem } from '../parts/problem.tsx';
import { Progress, Skeleton, useLasting } from '../parts/progress.tsx';
import { copyText, toast } from '../parts/toasts.tsx';
import { formatCount } from '../time/format.ts';
import { ColumnHeads, useWidths } from './columns.tsx';
import { Detail, lineText } from './detail.tsx';
import type { LiveFeed } from './live-feed.ts';
import { useGeometry } from './list-geometry.ts';
import { useListKeys } from './list-keys.ts';
import { type Row, useRows } from './list-rows.ts';
import { bringIntoSight, useScroll, useSteadyPlace, useTopOf } from './list-scroll.ts';
import { LogRow, type LogRowProps } from './log-row.tsx';
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

/** The rows of a search. */
export function LogList({ state, window: rowWindow, feed, hasDay, empty }: LogListProps) {
  const stored = useSyncExternalStore(rowWindow.subscribe, rowWindow.getState);
  const live = useSyncExternalStore(
    feed?.subscribe ?? noFeed.subscribe,
    feed?.getState ?? noFeed.getState,
  );
  const rowHeight = useRowHeight();
  const scroller = useRef<HTMLDivElement>(null);
  const { scrollTop, setScrollTop, viewHeight } = useScroll(scroller);
  const [openKeys, setOpenKeys] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState<string>();
  const [selected, setSelected] = useState<{ from: number; to: number }>();
  const [widthOf, setWidth] = useWidths();

  const { lead, total, rowAt, indexOf } = useRows(stored, live?.rows);
  const { topOf, indexAt, measure } = useGeometry(openKeys, indexOf, rowHeight);
  const first = Math.max(0, indexAt(scrollTop) - overscan);
  const last = Math.min(total - 1, indexAt(scrollTop + viewHeight) + overscan);
  const height = topOf(total);

  useEffect(() => {
    rowWindow.need(Math.max(0, first - lead.length), Math.max(0, last - lead.length));
  }, [rowWindow, first, last, lead.length, stored]);

  useTopOf(rowWindow, scroller, state.at !== '');
  useEffect(() => setSelected(undefined), [rowWindow]);

  // What is being read stays where it is when rows join above it.
  const isAway = scrollTop > rowHeight || openKeys.size > 0 || selected !== undefined;
  useEffect(() => feed?.hold(isAway), [feed, isAway]);
  useSteadyPlace(scroller, (lead.length + stored.shift) * rowHeight, isAway);
  const scrollTo = (index: number, isMiddle = false) =>
    bringIntoSight(scroller.current, { topPx: topOf(index), rowHeight, isMiddle });

  // The record of the address is opened and brought into sight once it is there.
  const shownAt = useRef('');
  useEffect(() => {
    if (state.at === '' || shownAt.current === state.at) return;
    const index = indexOf(state.at);
    if (index < 0) return;
    shownAt.current = state.at;
    setOpenKeys((keys) => new Set([...keys, state.at]));
    setCurrent(state.at);
    scrollTo(index, true);
  }, [state.at, indexOf]);

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
  const move = (step: number) => {
    const at = indexOf(current);
    const next = at < 0 ? indexAt(scrollTop) : Math.max(0, Math.min(total - 1, at + step));
    const row = rowAt(next);
    if (!row) return;
    setCurrent(row.key);
    scrollTo(next);
  };
  const currentRow = () => rowAt(indexOf(current));
  const selectedText = () => {
    const at = indexOf(current);
    const { from, to } = selected ?? { from: at, to: at };
    const texts: string[] = [];
    for (let index = from; index <= to; index++) {
      const row = rowAt(index);
      if (row) texts.push(lineText(row.record, state.zone));
    }
    return texts.join('\n');
  };
  useListKeys({
    current: currentRow,
    move,
    toggle,
    showAround,
    copy: () => void copyText(selectedText(), 'Text'),
    closeAll: () => {
      setOpenKeys(new Set());
      setSelected(undefined);
      if (state.at !== '') changeLogs({ at: '' }, { replace: true });
    },
  });
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
  const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, step) => first + step);
  const isDimmed = useLasting(stored.isStale, 200);
  const isEmpty =
    stored.hasLoaded && total === 0 && stored.error === undefined && !stored.isLoading;
  const pending = (live?.pending.length ?? 0) + (live?.pendingDropped ?? 0);
  const showPending = () => {
    setOpenKeys(new Set());
    setSelected(undefined);
    if (scroller.current) scroller.current.scrollTop = 0;
    feed?.release();
  };
  return (
    <div className="list">
      <Progress
        isBusy={stored.isLoading}
        onCancel={() => {
          rowWindow.cancel();
          toast('The search was cancelled');
        }}
      />
      {pending > 0 && <NewPill count={pending} onShow={showPending} />}
      {selected && (
        <Selection
          count={selected.to - selected.from + 1}
          onCopy={() => void copyText(selectedText(), 'Lines')}
          onDrop={() => setSelected(undefined)}
        />
      )}
      {stored.error !== undefined && total > 0 && !isServerAway(stored.error) && (
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
            {indexes.map((index) => {
              const row = rowAt(index);
              const key = row?.key;
              return (
                <RowPlace
                  key={key ?? `gap-${index}`}
                  row={row}
                  state={state}
                  topPx={topOf(index)}
                  measure={measure}
                  widthOf={widthOf}
                  hasDay={hasDay}
                  isOpen={key !== undefined && openKeys.has(key)}
                  isCurrent={key !== undefined && key === current}
                  isSelected={
                    selected !== undefined && index >= selected.from && index <= selected.to
                  }
                  index={index}
                />
              );
            })}
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

const showAround = (record: LogRecord) =>
  void idOf(record).then((id) => id !== undefined && changeLogs({ around: id }));

interface RowPlaceProps extends Omit<LogRowProps, 'record' | 'zone' | 'columns'> {
  readonly row: Row | undefined;
  readonly state: LogsAddress;
  readonly topPx: number;
  readonly measure: (key: string, element: HTMLElement | null) => (() => void) | undefined;
}

/** A row at its place, with what is opened beneath it; a bar while it is not fetched. */
function RowPlace({ row, state, topPx, measure, ...rest }: RowPlaceProps) {
  const style = { transform: `translateY(${topPx}px)` };
  if (!row) return <div className="row row-gap" style={style} />;
  return (
    <div className="row-place" role="presentation" style={style}>
      <LogRow record={row.record} zone={state.zone} columns={state.columns} {...rest} />
      {rest.isOpen && (
        <div role="row">
          <div role="gridcell" ref={(element) => measure(row.key, element)}>
            <Detail record={row.record} state={state} onContext={() => showAround(row.record)} />
          </div>
        </div>
      )}
    </div>
  );
}

function NewPill({ count, onShow }: { count: number; onShow: () => void }) {
  return (
    <Button className="pill" look="primary" onClick={onShow}>
      {formatCount(count)} new
    </Button>
  );
}

function Selection(props: { count: number; onCopy: () => void; onDrop: () => void }) {
  return (
    <div className="selection">
      <span>{formatCount(props.count)} lines</span>
      <Button icon="copy" onClick={props.onCopy}>
        Copy
      </Button>
      <Button look="plain" icon="close" aria-label="Drop the selection" onClick={props.onDrop} />
    </div>
  );
}
