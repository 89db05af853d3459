// The same menu on every id, service, host, release and user: filter to it, filter it out, everything of it, copy.
import { useRef, useState } from 'react';
import { changeLogs, currentLogs } from '../address/logs-address.ts';
import { navigate } from '../address/location.ts';
import { readRun } from '../api/runs.ts';
import { allRunsAddress, jobAddress, runAddress } from '../runs/run-address.ts';
import { condition, excludeValue, onlyValue } from '../search/terms.ts';
import { MenuItem } from './menu.tsx';
import { Popover } from './popover.tsx';
import { copyText, toast } from './toasts.tsx';

/** Fields that lead on to everything that has the same value. */
const trails = new Map([
  ['request_id', 'request'],
  ['trace_id', 'trace'],
  ['run_id', 'run'],
]);

/** Fields that runs have too. */
const runLists: readonly string[] = ['service', 'host'];

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

/** Goes to the page of the job that a run belongs to. */
async function openJob(runId: string): Promise<void> {
  try {
    const { run } = await readRun(runId, new AbortController().signal);
    navigate(jobAddress(run.job));
  } catch {
    toast('Groundcrew has no record of this run: only its lines are here.', 'error');
  }
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
  const { query } = currentLogs();
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
          {field === 'run_id' && (
            <>
              <MenuItem icon="runs" onSelect={choose(() => navigate(runAddress(String(value))))}>
                Open the run
              </MenuItem>
              <MenuItem icon="runs" onSelect={choose(() => void openJob(String(value)))}>
                Open its job
              </MenuItem>
            </>
          )}
          {runLists.includes(field) && (
            <MenuItem
              icon="runs"
              onSelect={choose(() => navigate(allRunsAddress({ [field]: String(value) })))}
            >
              {field === 'host' ? 'Runs on this host' : 'Runs of this service'}
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
