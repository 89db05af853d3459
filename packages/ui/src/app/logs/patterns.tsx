// What kinds of messages there are: the patterns that make up the lines.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { changeLogs, type LogsAddress } from '../address/logs-address.ts';
import { patternsOfLogs } from '../api/logs.ts';
import { Button } from '../parts/button.tsx';
import { PatternText } from '../parts/pattern-text.tsx';
import { Problem } from '../parts/problem.tsx';
import { Progress, Skeleton } from '../parts/progress.tsx';
import { formatCount, formatShortCount } from '../time/format.ts';
import { withTerm } from '../search/terms.ts';
import { wallClock } from '../time/zone.ts';
import { SampleChoice } from './sample-choice.tsx';
import { levels } from './severity.ts';
import type { Asked } from './use-span.ts';

const shownFew = 100;
/** As many as the server tells. */
const shownMany = 200;
/** Lines the server looks at unless it is told. */
const usualSample = 1_000_000;

/** The patterns of a search, the most frequent first. */
export function Patterns({ state, asked }: { state: LogsAddress; asked: Asked }) {
  const [limit, setLimit] = useState(shownFew);
  const { sample } = state;
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['patterns', limit, sample, asked.question],
    queryFn: ({ signal }) => patternsOfLogs(asked.question, { limit, sample }, signal),
    placeholderData: keepPreviousData,
  });
  const most = Math.max(1, ...(data?.patterns ?? []).map(({ count }) => count));
  return (
    <div className="table-view">
      <Progress isBusy={isFetching} onCancel={() => changeLogs({ view: 'lines' })} />
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={16} />}
      {data && (
        <>
          <p className="table-note">
            {data.patterns.length === 1
              ? '1 pattern makes'
              : `${formatCount(data.patterns.length)} patterns make`}{' '}
            up {formatCount(data.total - data.rest.count)} of {formatCount(data.total)} lines
            <SampleChoice chosen={sample} usual={usualSample} {...data} />
          </p>
          <table className="patterns">
            <thead>
              <tr>
                <th className="number">Lines</th>
                <th className="number">Share</th>
                <th>Level</th>
                <th>Pattern</th>
                <th>Services</th>
                <th>Last seen</th>
              </tr>
            </thead>
            <tbody>
              {data.patterns.map((pattern) => (
                <tr key={pattern.pattern}>
                  <td className="number" title={formatCount(pattern.count)}>
                    {formatShortCount(pattern.count)}
                  </td>
                  <td className="number">
                    {percent(pattern.share)}
                    <span
                      className="share-bar"
                      style={{ width: `${(pattern.count / most) * 100}%` }}
                    />
                  </td>
                  <td>
                    {levels
                      .filter((level) => pattern.levels[level])
                      .map((level) => (
                        <span
                          key={level}
                          className="level-mark"
                          title={`${formatCount(pattern.levels[level] ?? 0)} ${level}`}
                        >
                          <span className={`dot dot-${level}`} />
                          {level}
                        </span>
                      ))}
                  </td>
                  <td className="pattern">
                    {pattern.query === undefined ? (
                      <PatternText text={pattern.pattern} />
                    ) : (
                      <button
                        type="button"
                        className="pattern-link"
                        title="Show these lines"
                        onClick={() =>
                          changeLogs({
                            query: withTerm(state.query, pattern.query ?? ''),
                            view: 'lines',
                          })
                        }
                      >
                        <PatternText text={pattern.pattern} />
                      </button>
                    )}
                  </td>
                  <td className="muted patterns-services">{pattern.services.join(', ')}</td>
                  <td className="muted nowrap patterns-seen">
                    {wallClock(Date.parse(pattern.last_time), state.zone)
                      .slice(5, 19)
                      .replace('T', ' ')}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {limit === shownFew && data.patterns.length >= limit && data.rest.count > 0 && (
            <Button
              className="table-more"
              disabled={isFetching}
              onClick={() => setLimit(shownMany)}
            >
              Show more
            </Button>
          )}
        </>
      )}
    </div>
  );
}

const percent = (share: number) =>
  share >= 0.0995 ? `${Math.round(share * 100)} %` : `${Number((share * 100).toPrecision(2))} %`;
