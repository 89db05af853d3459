// The difference to the last good run, or to one that is chosen: what took longer, what only one of them wrote.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { navigate } from '../address/location.ts';
import {
  compareRuns,
  readJobs,
  readRun,
  type Run,
  type RunComparison,
  type Tick,
} from '../api/runs.ts';
import { Moment, usualZone } from '../parts/moment.tsx';
import { Problem } from '../parts/problem.tsx';
import { PatternText } from '../parts/pattern-text.tsx';
import { PageLink } from '../parts/page-link.tsx';
import { Section } from '../parts/section.tsx';
import { formatBytes, formatCount, formatDuration } from '../time/format.ts';
import { wallClock } from '../time/zone.ts';
import { ComparePatterns } from './compare-patterns.tsx';
import { readRunsAddress, runAddress } from './run-address.ts';

const timesShown = 5;
/** Kinds of messages: a screenful, and as many as the server compares. */
const kindsFew = 12;
const kindsMany = 200;

interface ComparisonProps {
  readonly run: Run;
  readonly good: Run | undefined;
  /** The id of the run to compare with; empty for the last good one. */
  readonly other: string;
}

/** Nothing while there is no other run. */
export function Comparison({ run, good, other }: ComparisonProps) {
  const chosen = useQuery({
    queryKey: ['run', other],
    queryFn: ({ signal }) => readRun(other, signal),
    enabled: other !== '',
  });
  const beside = other === '' ? good : chosen.data?.run;
  const [kinds, setKinds] = useState(kindsFew);
  const { data } = useQuery({
    queryKey: ['run-compare', run.run_id, beside?.run_id, run.state, run.lines, kinds],
    queryFn: ({ signal }) => compareRuns(run.run_id, beside?.run_id ?? '', kinds, signal),
    enabled: beside !== undefined,
    placeholderData: (before) => before,
  });
  const others = useOthers(run);
  const choice = others.length > 0 && (
    <OtherChoice run={run} hasGood={good !== undefined} other={other} others={others} />
  );
  if (chosen.error)
    return (
      <Section id="compare" title="Beside another run" actions={choice}>
        <Problem error={chosen.error} onRetry={() => void chosen.refetch()} />
      </Section>
    );
  if (!beside) {
    if (!choice || chosen.isFetching) return undefined;
    return (
      <Section id="compare" title="Beside another run">
        {choice}
      </Section>
    );
  }
  if (!data) return undefined;
  return (
    <Section
      id="compare"
      title={other === '' ? 'Beside the last good run' : 'Beside another run'}
      note={
        <PageLink to={runAddress(beside.run_id)}>
          <Moment time={beside.started_at} />
        </PageLink>
      }
      actions={choice}
    >
      <Amounts here={run} there={beside} name={other === '' ? 'Good run' : 'Other run'} />
      <Times times={kinds === kindsFew ? data.time.slice(0, timesShown) : data.time} />
      <ComparePatterns title="Only in this run" patterns={data.only_here} run={run} />
      <ComparePatterns title="Missing from this run" patterns={data.only_there} run={beside} />
      {kinds === kindsFew && isCut(data) && (
        <button type="button" className="text-button" onClick={() => setKinds(kindsMany)}>
          more
        </button>
      )}
      {data.only_here.length === 0 && data.only_there.length === 0 && (
        <p className="muted">Both wrote the same kinds of messages.</p>
      )}
    </Section>
  );
}

/** Whether there may be more than what was asked for. */
const isCut = ({ only_here: here, only_there: there, time }: RunComparison) =>
  [here, there].some((list) => list.length >= kindsFew) || time.length > timesShown;

/** The job's last runs but this one. */
function useOthers(run: Run): readonly Tick[] {
  const { data } = useQuery({
    queryKey: ['job', run.job],
    queryFn: ({ signal }) => readJobs({ job: run.job }, signal),
  });
  return (data?.[0]?.runs ?? []).filter(({ run_id: id }) => id !== run.run_id);
}

interface OtherChoiceProps {
  readonly run: Run;
  readonly hasGood: boolean;
  readonly other: string;
  readonly others: readonly Tick[];
}

/** The run to compare with: the last good one, or any of the job's last ones. */
function OtherChoice({ run, hasGood, other, others }: OtherChoiceProps) {
  const choose = (id: string) =>
    navigate(
      runAddress(
        run.run_id,
        readRunsAddress({ path: location.pathname, search: location.search }).at,
        id,
      ),
    );
  const isListed = other === '' || others.some(({ run_id: id }) => id === other);
  return (
    <select
      aria-label="Compare with"
      className="compare-choice"
      value={other}
      onChange={(event) => choose(event.target.value)}
    >
      <option value="">{hasGood ? 'the last good run' : 'choose a run'}</option>
      {!isListed && <option value={other}>an earlier run</option>}
      {others.map((each) => (
        <option key={each.run_id} value={each.run_id}>
          {wallClock(Date.parse(each.started_at), usualZone()).slice(5, 19).replace('T', ' ')},{' '}
          {each.state}
        </option>
      ))}
    </select>
  );
}

function Amounts({ here, there, name }: { here: Run; there: Run; name: string }) {
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
            {name}
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
  const shown = times.filter((each) => Math.abs(each.time_ms - each.other_time_ms) >= 10);
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
