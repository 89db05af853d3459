// What keys do to the rows.
import type { LogRecord } from '../api/logs.ts';
import { useKeys } from '../frame/keys.ts';
import { showTrail } from '../parts/link-menu.tsx';
import { toast } from '../parts/toasts.tsx';
import type { Row } from './list-rows.ts';

/** What the list can do. */
export interface ListActions {
  readonly current: () => Row | undefined;
  readonly move: (step: number) => void;
  readonly toggle: (key: string) => void;
  readonly showAround: (record: LogRecord) => void;
  readonly copy: () => void;
  readonly closeAll: () => void;
}

/** Registers the keys of the list. */
export function useListKeys(actions: ListActions): void {
  const { current, move, toggle, showAround, copy, closeAll } = actions;
  const key = (keys: string, label: string, run: () => void) =>
    ({ keys, label, group: 'Rows', run }) as const;
  useKeys([
    key('j', 'Next row', () => move(1)),
    key('k', 'Row before', () => move(-1)),
    key('Enter', 'Open or close the row', () => activate(current(), toggle)),
    key('c', 'Lines around the row', () => {
      const row = current();
      if (row) showAround(row.record);
    }),
    key('r', 'Everything of its request, trace or run', () => showTrailOf(current()?.record)),
    key('y', 'Copy the row, or the selected rows', copy),
    key('Escape', 'Close opened rows', closeAll),
  ]);
}

/** A focused button or link is what Enter means. */
function activate(row: Row | undefined, toggle: (key: string) => void): void {
  const focused = document.activeElement;
  if (focused instanceof HTMLButtonElement || focused instanceof HTMLAnchorElement) focused.click();
  else if (row) toggle(row.key);
}

function showTrailOf(record: LogRecord | undefined): void {
  if (!record) return;
  for (const name of ['request_id', 'trace_id', 'run_id'] as const) {
    const value = record[name];
    if (value !== undefined) return showTrail(name, value, Date.parse(record.time));
  }
  toast('This line has no request, trace or run id', 'error');
}
