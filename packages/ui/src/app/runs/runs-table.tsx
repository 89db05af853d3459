// Runs as a table, the newest first; `j` and `k` go through it.
import type { Run } from '../api/runs.ts';
import { useKeys } from '../frame/keys.ts';
import { StampedMoment } from '../parts/moment.tsx';
import { PageLink } from '../parts/page-link.tsx';
import { formatBytes, formatCount, formatDuration, formatShortCount } from '../time/format.ts';
import { allRunsAddress, jobAddress, runAddress, type RunFilters } from './run-address.ts';
import { RunStateMark } from './run-state.tsx';

interface RunsTableProps {
  readonly runs: readonly Run[];
  /** Given where runs of many jobs stand together: their jobs and services are told too. */
  readonly filters?: RunFilters;
}

/** The table. */
export function RunsTable({ runs, filters }: RunsTableProps) {
  const longestMs = Math.max(1, ...runs.map(({ duration_ms: ms }) => ms));
  useKeys([
    { keys: 'j', label: 'Next run', group: 'Runs', run: () => focusRun(1) },
    { keys: 'k', label: 'Run before', group: 'Runs', run: () => focusRun(-1) },
  ]);
  return (
    <table className={`table runs-table${filters ? ' is-mixed' : ''}`}>
      <thead>
        <tr>
          <th scope="col">Outcome</th>
          {filters && <th scope="col">Job</th>}
          <th scope="col">Started</th>
          <th scope="col" className="is-number">
            Took
          </th>
          <th scope="col" className="is-number is-wide">
            CPU
          </th>
          <th scope="col" className="is-number is-wide">
            Memory
          </th>
          <th scope="col" className="is-number is-wide">
            Lines
          </th>
          {filters && (
            <th scope="col" className="is-wide">
              Service
            </th>
          )}
          <th scope="col" className="is-wide">
            Host
          </th>
          <th scope="col" className="is-wide">
            Release
          </th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <RunTableRow key={run.run_id} run={run} longestMs={longestMs} filters={filters} />
        ))}
      </tbody>
    </table>
  );
}

const linkClass = 'page-link run-link';

/** Moves the focus to the run below or above; a key then opens it as any link. */
function focusRun(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>('.runs-table .run-link')];
  const at = links.findIndex((link) => link === document.activeElement);
  const next = at < 0 ? 0 : Math.max(0, Math.min(links.length - 1, at + step));
  links[next]?.focus();
}

interface RunTableRowProps {
  readonly run: Run;
  readonly longestMs: number;
  readonly filters: RunFilters | undefined;
}

function RunTableRow({ run, longestMs, filters }: RunTableRowProps) {
  return (
    <tr>
      <td>
        <PageLink to={runAddress(run.run_id)} className={linkClass} title={run.outcome}>
          <RunStateMark state={run.state} />
          {run.state === 'failed' && run.exit_code !== undefined && (
            <span className="muted"> {run.exit_code}</span>
          )}
          {run.signal !== undefined && (
            <span className="muted"> {run.out_of_memory ? 'out of memory' : run.signal}</span>
          )}
        </PageLink>
      </td>
      {filters && (
        <td className="runs-name">
          <PageLink to={jobAddress(run.job)} title={run.job}>
            {run.job}
          </PageLink>
        </td>
      )}
      <td className="nowrap">
        <StampedMoment time={run.started_at} />
      </td>
      <td className="is-number took">
        <span className="took-bar" style={{ width: `${(run.duration_ms / longestMs) * 100}%` }} />
        {formatDuration(run.duration_ms)}
      </td>
      <td className="is-number is-wide">{formatDuration(run.cpu_user_ms + run.cpu_system_ms)}</td>
      <td className="is-number is-wide">
        {run.memory_peak_bytes === 0 ? '' : formatBytes(run.memory_peak_bytes)}
      </td>
      <td className="is-number is-wide" title={formatCount(run.lines)}>
        {formatShortCount(run.lines)}
      </td>
      {filters && (
        <td className="is-wide muted runs-name">
          <FilterLink name="service" value={run.service} filters={filters} />
        </td>
      )}
      <td className="is-wide muted runs-name">
        <FilterLink name="host" value={run.host} filters={filters} />
      </td>
      <td className="is-wide muted">{run.release}</td>
    </tr>
  );
}

interface FilterLinkProps {
  readonly name: 'service' | 'host';
  readonly value: string | undefined;
  readonly filters: RunFilters | undefined;
}

/** A value that leads to the runs which have it too. */
function FilterLink({ name, value, filters }: FilterLinkProps) {
  if (value === undefined) return undefined;
  const words = name === 'host' ? 'Runs on' : 'Runs of';
  return (
    <PageLink to={allRunsAddress({ ...filters, [name]: value })} title={`${words} ${value}`}>
      {value}
    </PageLink>
  );
}
