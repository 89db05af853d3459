// The lines around one, in a drawer: more on both sides, with or without other services.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { changeLogs, type LogsAddress } from '../address/logs-address.ts';
import { contextLogs, type LogRecord } from '../api/logs.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Problem } from '../parts/problem.tsx';
import { Skeleton } from '../parts/progress.tsx';
import { formatDuration } from '../time/format.ts';
import { wallClock } from '../time/zone.ts';
import { levelCodes, levelOf } from './severity.ts';

const stepLines = 25;
const linesMax = 1000;

/** The drawer. */
export function Around({ state }: { state: LogsAddress }) {
  const id = state.around;
  const [before, setBefore] = useState(stepLines);
  const [after, setAfter] = useState(stepLines);
  const [sameStream, setSameStream] = useState(true);
  const middle = useRef<HTMLDivElement>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['around', id, before, after, sameStream],
    queryFn: ({ signal }) => contextLogs(id, { before, after, sameStream }, signal),
    placeholderData: keepPreviousData,
  });
  const isThere = data !== undefined;
  useEffect(() => {
    // In braces: newer browsers return a promise here, which is no clean-up.
    middle.current?.scrollIntoView({ block: 'center' });
  }, [isThere, sameStream]);
  const close = () => changeLogs({ around: '' });
  const open = (record: LogRecord) => {
    const timeMs = Date.parse(record.time);
    changeLogs({
      around: '',
      query: '',
      from: new Date(timeMs - 300_000).toISOString(),
      to: new Date(timeMs + 300_000).toISOString(),
      at: record.id ?? '',
      isLive: false,
    });
  };
  return (
    <Dialog title="Lines around" form="drawer" onClose={close}>
      <div className="around-bar">
        <label className="check">
          <input
            type="checkbox"
            checked={sameStream}
            onChange={(event) => setSameStream(event.target.checked)}
          />
          Same service, host and instance only
        </label>
      </div>
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={20} />}
      {data && (
        <div className="around-lines">
          <Button
            look="plain"
            disabled={before >= linesMax}
            onClick={() => setBefore(Math.min(linesMax, before + stepLines))}
          >
            {stepLines} lines earlier
          </Button>
          {data.map((record, index) => (
            <AroundRow
              key={record.id}
              record={record}
              previous={data[index - 1]}
              zone={state.zone}
              isMiddle={record.id === id}
              middle={middle}
              onOpen={() => open(record)}
            />
          ))}
          <Button
            look="plain"
            disabled={after >= linesMax}
            onClick={() => setAfter(Math.min(linesMax, after + stepLines))}
          >
            {stepLines} lines later
          </Button>
        </div>
      )}
    </Dialog>
  );
}

interface AroundRowProps {
  readonly record: LogRecord;
  readonly previous: LogRecord | undefined;
  readonly zone: string;
  readonly isMiddle: boolean;
  readonly middle: React.RefObject<HTMLDivElement | null>;
  readonly onOpen: () => void;
}

const gapShownMs = 1000;

function AroundRow({ record, previous, zone, isMiddle, middle, onOpen }: AroundRowProps) {
  const level = levelOf(record.severity_number);
  const timeMs = Date.parse(record.time);
  const gapMs = previous ? timeMs - Date.parse(previous.time) : 0;
  return (
    <>
      {gapMs >= gapShownMs && <div className="around-gap">{formatDuration(gapMs)}</div>}
      <div
        ref={isMiddle ? middle : null}
        className={`row row-${level} around-row${isMiddle ? ' is-current' : ''}`}
        {...(isMiddle ? { 'aria-current': 'true' as const } : {})}
      >
        <button
          type="button"
          className="cell cell-time"
          title="Show this line among all"
          onClick={onOpen}
        >
          {wallClock(timeMs, zone).slice(11)}
        </button>
        <span className="cell cell-level">{levelCodes[level]}</span>
        <span className="around-message">{record.body.slice(0, 4000)}</span>
        <span className="cell muted">{record.service}</span>
      </div>
    </>
  );
}
