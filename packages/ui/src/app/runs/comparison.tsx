// The difference to the last good run: what took longer, and what only one of them wrote.
import { useQuery } from '@tanstack/react-query';
import { compareRuns, type PatternFact, type Run, type RunComparison } from '../api/runs.ts';
import { levelOf } from '../logs/severity.ts';
import { Moment } from '../parts/moment.tsx';
import { PatternText } from '../parts/pattern-text.tsx';
import { PageLink } from '../parts/page-link.tsx';
import { Section } from '../parts/section.tsx';
import { formatBytes, formatCount, formatDuration } from '../time/format.ts';
import { runAddress } from './run-address.ts';

const patternsShown = 8;
const timesShown = 5;

/** Nothing while there is no good run before this one. */
export function Comparison({ run, good }: { run: Run; good: Run | undefined }) {
  const { data } = useQuery({
    queryKey: ['run-compare', run.run_id, good?.run_id, run.state, run.lines],
    queryFn: ({ signal }) => compareRuns(run.run_id, good?.run_id ?? '', signal),
    enabled: good !== undefined,
    placeholderData: (before) => before,
  });
  if (!good || !data) return undefined;
  return (
    <Section
      id="compare"
      title="Beside the last good run"
      note={
        <PageLink to={runAddress(good.run_id)}>
          <Moment time={good.started_at} />
        </PageLink>
      }
    >
      <Amounts here={run} there={good} />
      <Times times={data.time} />
      <Patterns title="Only in this run" patterns={data.only_here} run={run} />
      <Patterns title="Missing from this run" patterns={data.only_there} run={good} />
      {data.only_here.length === 0 && data.only_there.length === 0 && (
        <p className="muted">Both wrote the same kinds of messages.</p>
      )}
    </Section>
  );
}

function Amounts({ here, there }: { here: Run; there: Run }) {
  const cpuMs = (run: Run) => run.cpu_user_ms + run.cpu_system_ms;
  return (
    <table className="table compare-table">
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">Amount</span>
          </th>
          <th scope="col" className="is-number">
            This run
          </th>
          <th scope="col" className="is-number">
            Good run
          </th>
          <th scope="col" className="is-number">
            Difference
          </th>
        </tr>
      </thead>
      <tbody>
        <Amount
          name="Time"
          here={here.duration_ms}
          there={there.duration_ms}
          format={formatDuration}
        />
        <Amount name="CPU" here={cpuMs(here)} there={cpuMs(there)} format={formatDuration} />
        <Amount
          name="Peak memory"
          here={here.memory_peak_bytes}
          there={there.memory_peak_bytes}
          format={formatBytes}
        />
        <Amount name="Lines" here={here.lines} there={there.lines} format={formatCount} />
      </tbody>
    </table>
  );
}

interface AmountProps {
  readonly name: string;
  readonly here: number;
  readonly there: number;
  readonly format: (amount: number) => string;
}

function Amount({ name, here, there, format }: AmountProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="is-number">{format(here)}</td>
      <td className="is-number">{format(there)}</td>
      <td className="is-number">{differenceText(here, there)}</td>
    </tr>
  );
}

/** `2.4×`, `+12 %`, `the same`. */
export function differenceText(here: number, there: number): string {
  if (here === there) return 'the same';
  if (there === 0 || here === 0) return '';
  const ratio = here / there;
  if (ratio >= 2) return `${Number(ratio.toPrecision(2))}×`;
  const part = Math.round((ratio - 1) * 100);
  if (part === 0) return 'the same';
  return part > 0 ? `+${part} %` : `−${-part} %`;
}

function Times({ times }: { times: RunComparison['time'] }) {
  const shown = times
    .slice(0, timesShown)
    .filter((each) => Math.abs(each.time_ms - each.other_time_ms) >= 10);
  if (shown.length === 0) return undefined;
  return (
    <table className="table compare-table">
      <thead>
        <tr>
          <th scope="col">Time after such lines</th>
          <th scope="col" className="is-number">
            <span className="visually-hidden">This run</span>
          </th>
          <th scope="col" className="is-number">
            <span className="visually-hidden">Good run</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {shown.map(({ pattern, time_ms: here, other_time_ms: there }) => (
          <tr key={pattern}>
            <th scope="row" className="compare-pattern" title={pattern}>
              <PatternText text={pattern} />
            </th>
            <td className="is-number">{timeText(here)}</td>
            <td className="is-number muted">{timeText(there)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const timeText = (ms: number) => (ms === 0 ? '–' : formatDuration(ms));

function Patterns({
  title,
  patterns,
  run,
}: {
  title: string;
  patterns: readonly PatternFact[];
  run: Run;
}) {
  if (patterns.length === 0) return undefined;
  return (
    <>
      <h3>{title}</h3>
      <ul className="compare-list">
        {patterns
          .slice(0, patternsShown)
          .map(({ pattern, lines, severity_number: severity, id }) => (
            <li key={pattern}>
              <PageLink
                to={runAddress(run.run_id, id)}
                className={`compare-line edge-${levelOf(severity)}`}
                title="Show it in the log"
              >
                <span className="compare-text">
                  <PatternText text={pattern} />
                </span>
                {lines > 1 && <span className="muted">{formatCount(lines)}×</span>}
              </PageLink>
            </li>
          ))}
      </ul>
      {patterns.length > patternsShown && (
        <p className="muted">and {patterns.length - patternsShown} more kinds</p>
      )}
    </>
  );
}
