// The same menu on every id, service, host, release and user: filter to it, filter it out, everything of it, copy.
import { useRef, useState } from 'react';
import { changeLogs, readLogsAddress } from '../address/logs-address.ts';
import { condition, excludeValue, onlyValue } from '../search/terms.ts';
import { MenuItem } from './menu.tsx';
import { Popover } from './popover.tsx';
import { copyText } from './toasts.tsx';

/** Fields that lead on to everything that has the same value. */
const trails = new Map([
  ['request_id', 'request'],
  ['trace_id', 'trace'],
  ['run_id', 'run'],
]);

/** What this field's values hold together, such as a request. */
export const trailOf = (field: string) => trails.get(field);

interface LinkMenuProps {
  readonly field: string;
  readonly value: unknown;
  readonly children: React.ReactNode;
  /** Where the record stands in time, so that its surroundings are searched. */
  readonly timeMs: number;
}

const aroundMs = 12 * 3_600_000;

/** Everything with this value, oldest first, half a day around a moment. */
export function showTrail(field: string, value: unknown, timeMs: number): void {
  changeLogs({
    query: condition(field, value),
    from: new Date(timeMs - aroundMs).toISOString(),
    to: new Date(timeMs + aroundMs).toISOString(),
    order: 'asc',
    isLive: false,
    view: 'lines',
  });
}

/** A value that leads on. */
export function LinkMenu({ field, value, children, timeMs }: LinkMenuProps) {
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const trail = trails.get(field);
  const choose = (run: () => void) => () => {
    setOpen(false);
    run();
  };
  const { query } = readLogsAddress(location.search);
  return (
    <>
      <button
        ref={anchor}
        type="button"
        className="link-value"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={(event) => {
          event.stopPropagation();
          setOpen(!isOpen);
        }}
      >
        {children}
      </button>
      {isOpen && (
        <Popover anchor={anchor} label={field} role="menu" onClose={() => setOpen(false)}>
          {trail !== undefined && (
            <MenuItem icon="request" onSelect={choose(() => showTrail(field, value, timeMs))}>
              Everything of this {trail}
            </MenuItem>
          )}
          <MenuItem
            icon="filter"
            onSelect={choose(() => changeLogs({ query: onlyValue(query, field, value) }))}
          >
            Only this {field}
          </MenuItem>
          <MenuItem
            icon="exclude"
            onSelect={choose(() => changeLogs({ query: excludeValue(query, field, value) }))}
          >
            Without this {field}
          </MenuItem>
          <MenuItem icon="copy" onSelect={choose(() => void copyText(String(value), 'Value'))}>
            Copy value
          </MenuItem>
        </Popover>
      )}
    </>
  );
}
