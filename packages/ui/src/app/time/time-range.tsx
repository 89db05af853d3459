// The time range: quick spans, exact ends on the chosen zone's clocks, and the zone itself.
import { useRef, useState } from 'react';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Popover } from '../parts/popover.tsx';
import {
  absoluteSpan,
  quickSpans,
  relativeMs,
  resolveSpan,
  spanLabel,
  type SpanText,
} from './range.ts';
import {
  browserZone,
  isZone,
  readWallClock,
  wallClock,
  zoneLabel,
  zoneOffsetLabel,
} from './zone.ts';

interface TimeRangeProps {
  readonly span: SpanText;
  readonly zone: string;
  readonly nowMs: number;
  /** Whether the page has a chart to drag over. */
  readonly hasChart?: boolean;
  /** Whether it can end before now. */
  readonly hasEnd?: boolean;
  readonly onChange: (span: SpanText) => void;
}

/** The button that says the range, and the sheet that changes it. */
export function TimeRange(props: TimeRangeProps) {
  const { span, zone, nowMs, onChange } = props;
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const choose = (next: SpanText) => {
    setOpen(false);
    onChange(next);
  };
  return (
    <>
      <Button
        ref={anchor}
        icon="clock"
        className="range-button"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {spanLabel(span, zone, nowMs)}
      </Button>
      {isOpen && (
        <Popover anchor={anchor} label="Time range" align="end" onClose={() => setOpen(false)}>
          <div className="range">
            <div className="range-quick">
              {quickSpans.map((from) => (
                <button
                  key={from}
                  type="button"
                  className="menu-item"
                  aria-pressed={span.to === '' && span.from === from}
                  onClick={() => choose({ from, to: '' })}
                >
                  {spanLabel({ from, to: '' }, zone, nowMs)}
                </button>
              ))}
            </div>
            <ExactRange {...props} onChange={choose} />
          </div>
        </Popover>
      )}
    </>
  );
}

function ExactRange(props: TimeRangeProps) {
  const { span, zone, nowMs, hasChart = true, hasEnd = true, onChange } = props;
  const { startMs, endMs } = resolveSpan(span, nowMs);
  const asText = (ms: number) => wallClock(ms, zone).slice(0, 19).replace('T', ' ');
  const [from, setFrom] = useState(asText(startMs));
  const [to, setTo] = useState(asText(endMs));
  const [problem, setProblem] = useState('');
  const submit = () => {
    if (relativeMs(from.trim()) !== undefined) return onChange({ from: from.trim(), to: '' });
    const start = readWallClock(from, zone);
    const end = !hasEnd || to.trim() === 'now' ? undefined : readWallClock(to, zone);
    if (Number.isNaN(start) || (end !== undefined && Number.isNaN(end))) {
      return setProblem('Write times as 2026-11-21 10:30, or the start as -90m.');
    }
    if (end !== undefined && end <= start) return setProblem('The end must be after the start.');
    if (end === undefined && nowMs <= start) return setProblem('The start must be in the past.');
    const exact = absoluteSpan({ startMs: start, endMs: end ?? nowMs });
    onChange(end === undefined ? { from: exact.from, to: '' } : exact);
  };
  return (
    <form
      className="range-exact"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <label>
        From
        <input value={from} spellCheck={false} onChange={(event) => setFrom(event.target.value)} />
      </label>
      {hasEnd && (
        <label>
          To
          <input value={to} spellCheck={false} onChange={(event) => setTo(event.target.value)} />
        </label>
      )}
      <p className="muted">
        On the clocks of {zoneLabel(zone)}.
        {hasChart && ' Dragging over a chart chooses a range too.'}
      </p>
      {problem !== '' && (
        <p className="form-problem" role="alert">
          {problem}
        </p>
      )}
      <Button look="primary" type="submit">
        Show this range
      </Button>
    </form>
  );
}

const commonZones = [
  'UTC',
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/Los_Angeles',
  'Asia/Kolkata',
  'Asia/Tokyo',
];

/** The chip that says in which zone times are shown, and changes it. */
export function ZoneChip({
  zone,
  nowMs,
  onChange,
}: {
  zone: string;
  nowMs: number;
  onChange: (zone: string) => void;
}) {
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState('');
  const own = browserZone();
  const all =
    text === '' ? [...new Set([own, ...commonZones])] : Intl.supportedValuesOf('timeZone');
  const found = all
    .filter((name) => name.toLowerCase().includes(text.toLowerCase().replaceAll(' ', '_')))
    .slice(0, 40);
  const choose = (name: string) => {
    if (!isZone(name)) return;
    setOpen(false);
    setText('');
    onChange(name);
  };
  return (
    <>
      <button
        ref={anchor}
        type="button"
        className="chip zone-chip"
        title={`Times in ${zone}, ${zoneOffsetLabel(nowMs, zone)}`}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="globe" />
        {zoneLabel(zone)}
      </button>
      {isOpen && (
        <Popover anchor={anchor} label="Time zone" align="end" onClose={() => setOpen(false)}>
          <div className="zone-list">
            <input
              data-autofocus
              aria-label="Find a time zone"
              placeholder="Find a time zone"
              value={text}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={(event) => event.key === 'Enter' && choose(found[0] ?? '')}
            />
            {found.map((name) => (
              <button
                key={name}
                type="button"
                className="menu-item"
                aria-pressed={name === zone}
                onClick={() => choose(name)}
              >
                <span className="menu-text">{name.replaceAll('_', ' ')}</span>
                <span className="muted">
                  {name === own ? 'this browser' : zoneOffsetLabel(nowMs, name)}
                </span>
              </button>
            ))}
          </div>
        </Popover>
      )}
    </>
  );
}
