// When, where and what ran, and what it used.
import type { Run } from '../api/runs.ts';
import { exactTime, Moment } from '../parts/moment.tsx';
import { Fact, Facts } from '../parts/section.tsx';
import { Button } from '../parts/button.tsx';
import { PageLink } from '../parts/page-link.tsx';
import { copyText } from '../parts/toasts.tsx';
import { formatBytes, formatCount, formatDuration } from '../time/format.ts';
import { allRunsAddress } from './run-address.ts';
import { shellText } from './shell-text.ts';

/** The facts of a run; what is not known is left out. */
export function RunFacts({ run }: { run: Run }) {
  const command = shellText(run.command);
  const cpuMs = run.cpu_user_ms + run.cpu_system_ms;
  return (
    <>
      {command !== '' && (
        <div className="run-command">
          <code title={run.cwd === undefined ? undefined : `in ${run.cwd}`}>{command}</code>
          <Button
            look="plain"
            icon="copy"
            aria-label="Copy the command"
            onClick={() => void copyText(command, 'Command')}
          />
        </div>
      )}
      <Facts>
        <Fact name="Started" title={exactTime(Date.parse(run.started_at))}>
          <Moment time={run.started_at} />
        </Fact>
        <Fact
          name={run.state === 'running' ? 'Runs for' : 'Took'}
          title={`${formatCount(run.duration_ms)} ms`}
        >
          {formatDuration(run.duration_ms)}
        </Fact>
        <Fact
          name="CPU"
          title={`${formatDuration(run.cpu_user_ms)} user, ${formatDuration(run.cpu_system_ms)} system`}
        >
          {formatDuration(cpuMs)}
          {run.duration_ms > 0 && cpuMs > 0 && (
            <span className="muted" title="of the time, of one core">
              {' '}
              · {Math.round((cpuMs / run.duration_ms) * 100)} %
            </span>
          )}
        </Fact>
        {run.memory_peak_bytes > 0 && (
          <Fact name="Peak memory" title={`${formatCount(run.memory_peak_bytes)} bytes`}>
            {formatBytes(run.memory_peak_bytes)}
          </Fact>
        )}
        <Fact name="Wrote" title={`${formatCount(run.bytes)} bytes`}>
          {formatCount(run.lines)} {run.lines === 1 ? 'line' : 'lines'}{' '}
          <span className="muted">· {formatBytes(run.bytes)}</span>
        </Fact>
        {run.service !== undefined && run.service !== run.job && (
          <Fact name="Service" title={`Runs of ${run.service}`}>
            <PageLink to={allRunsAddress({ service: run.service })}>{run.service}</PageLink>
          </Fact>
        )}
        {run.host !== undefined && (
          <Fact name="Host" title={`Runs on ${run.host}`}>
            <PageLink to={allRunsAddress({ host: run.host })}>{run.host}</PageLink>
          </Fact>
        )}
        {run.user !== undefined && <Fact name="User">{run.user}</Fact>}
        {run.release !== undefined && <Fact name="Release">{run.release}</Fact>}
        <Fact name="Run" title={run.run_id}>
          <code>{run.run_id.slice(0, 8)}</code>
          <Button
            look="plain"
            icon="copy"
            className="fact-copy"
            aria-label="Copy the id of the run"
            onClick={() => void copyText(run.run_id, 'Run id')}
          />
        </Fact>
      </Facts>
      <Losses run={run} />
    </>
  );
}

/** What the record does not hold must be said. */
function Losses({ run }: { run: Run }) {
  if (run.lost_lines === 0 && run.cut_lines === 0) return undefined;
  const losses = [
    ...(run.lost_lines > 0 ? [`${linesText(run.lost_lines)} could not be kept`] : []),
    ...(run.cut_lines > 0 ? [`${linesText(run.cut_lines)} cut for being too long`] : []),
  ];
  return (
    <p className="complaints" role="note">
      {losses.join('; ')}.
    </p>
  );
}

const linesText = (count: number) => (count === 1 ? '1 line' : `${formatCount(count)} lines`);
