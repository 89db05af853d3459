// What went wrong, first: the errors of a run, each leading to its place in the log.
import { useQuery } from '@tanstack/react-query';
import { listLogs, type LogRecord } from '../api/logs.ts';
import type { Run } from '../api/runs.ts';
import { PageLink } from '../parts/page-link.tsx';
import { Section } from '../parts/section.tsx';
import { formatCount } from '../time/format.ts';
import { logsPath } from '../address/logs-address.ts';
import { addressOf } from '../address/location.ts';
import { clockOf } from './run-clock.ts';
import { runSpan } from './run-span.ts';
import { runAddress } from './run-address.ts';

const shownMax = 5;
const textMax = 400;

/** Nothing when there are none. */
export function RunErrors({ run }: { run: Run }) {
  const query = `run_id:${run.run_id} level:>=error`;
  const span = runSpan(run);
  const { data } = useQuery({
    queryKey: ['run-errors', run.run_id, run.state, run.lines],
    queryFn: ({ signal }) =>
      listLogs({ query, ...span }, { limit: shownMax + 1, order: 'asc' }, signal),
    placeholderData: (before) => before,
  });
  const errors = data?.logs ?? [];
  if (errors.length === 0) return undefined;
  const all = addressOf(logsPath, [
    ['q', query],
    ['from', new Date(span.startMs).toISOString()],
    ['to', new Date(span.endMs).toISOString()],
  ]);
  return (
    <Section
      id="errors"
      title={
        errors.length > shownMax
          ? 'First errors'
          : errors.length === 1
            ? 'Error'
            : `${formatCount(errors.length)} errors`
      }
      actions={<PageLink to={all}>All in Logs</PageLink>}
    >
      <ul className="run-errors">
        {errors.slice(0, shownMax).map((record) => (
          <ErrorLine key={record.id} record={record} run={run} />
        ))}
      </ul>
    </Section>
  );
}

function ErrorLine({ record, run }: { record: LogRecord; run: Run }) {
  const [first = '', ...rest] = record.body.split('\n');
  return (
    <li>
      <PageLink
        to={runAddress(run.run_id, record.id ?? '')}
        className="run-error"
        title="Show it in the log"
      >
        <span className="run-clock">
          {clockOf(Date.parse(record.time) - Date.parse(run.started_at))}
        </span>
        <span className="run-error-text">
          {first.slice(0, textMax)}
          {rest.length > 0 && (
            <span className="muted"> and {formatCount(rest.length)} more lines</span>
          )}
        </span>
      </PageLink>
    </li>
  );
}
