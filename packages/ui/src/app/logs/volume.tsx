// Who writes how much: rows and bytes by service, level, host or any field, and by the field they lie in.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { changeLogs, type LogsAddress } from '../address/logs-address.ts';
import { volumeOfLogs, type VolumeAmount } from '../api/logs.ts';
import { Button } from '../parts/button.tsx';
import { MenuButton } from '../parts/menu.tsx';
import { Problem } from '../parts/problem.tsx';
import { Progress, Skeleton } from '../parts/progress.tsx';
import { excludeValue, onlyValue } from '../search/terms.ts';
import { formatBytes, formatCount, formatShortCount } from '../time/format.ts';
import { FieldChoice } from './field-choice.tsx';
import { valueText } from './record-fields.ts';
import { SampleChoice } from './sample-choice.tsx';
import type { Asked } from './use-span.ts';

const shownFew = 30;
const shownMany = 1_000;
/** Lines the server looks at unless it is told. */
const usualSample = 500_000;

/** The volume of a search. */
export function Volume({ state, asked }: { state: LogsAddress; asked: Asked }) {
  const { volumeBy: by, sample } = state;
  const setBy = (volumeBy: string) => changeLogs({ volumeBy });
  const [limit, setLimit] = useState(shownFew);
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['volume', by, limit, sample, asked.question],
    queryFn: ({ signal }) => volumeOfLogs(asked.question, by, { limit, sample }, signal),
    placeholderData: keepPreviousData,
  });
  const choices = [...new Set(['service', 'level', 'host', by])];
  return (
    <div className="table-view">
      <Progress isBusy={isFetching} onCancel={() => changeLogs({ view: 'lines' })} />
      <div className="volume-by">
        {choices.map((name) => (
          <Button key={name} look="plain" isPressed={name === by} onClick={() => setBy(name)}>
            by {name}
          </Button>
        ))}
        <MenuButton label="By another field" icon="plus" text="Field" align="start" role="dialog">
          {(close) => (
            <FieldChoice
              asked={asked}
              known={choices}
              onChoose={(name) => {
                close();
                setBy(name);
              }}
            />
          )}
        </MenuButton>
      </div>
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={16} />}
      {data && (
        <>
          <p className="table-note">
            {formatBytes(data.total.bytes)} in {formatCount(data.total.rows)} lines
            <SampleChoice
              chosen={sample}
              usual={usualSample}
              sampled={data.sampled}
              total={data.total.rows}
            />
          </p>
          <div className="volume-tables">
            <AmountTable
              title={by}
              amounts={data.values}
              total={data.total}
              state={state}
              field={by}
            />
            <AmountTable title="Field of the line" amounts={data.fields} total={data.total} />
          </div>
          {limit === shownFew && (data.values.length > limit || data.fields.length > limit) && (
            <Button className="table-more" onClick={() => setLimit(shownMany)}>
              Show more
            </Button>
          )}
        </>
      )}
    </div>
  );
}

interface AmountTableProps {
  readonly title: string;
  readonly amounts: readonly VolumeAmount[];
  readonly total: { rows: number; bytes: number };
  readonly state?: LogsAddress;
  readonly field?: string;
}

function AmountTable({ title, amounts, total, state, field }: AmountTableProps) {
  const most = Math.max(1, ...amounts.map(({ bytes }) => bytes));
  return (
    <table>
      <thead>
        <tr>
          <th>{title}</th>
          <th className="number">Bytes</th>
          <th className="number">Share</th>
          <th className="number">Lines</th>
          {state && (
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {amounts.map((amount, index) => (
          <tr key={index}>
            <td>
              {amount.is_rest ? (
                <em>all others</em>
              ) : (
                (amount.name ??
                (amount.value === undefined ? <em>none</em> : valueText(amount.value)))
              )}
            </td>
            <td className="number" title={`${formatCount(amount.bytes)} bytes`}>
              {formatBytes(amount.bytes)}
            </td>
            <td className="number">
              {total.bytes === 0
                ? ''
                : `${Number(((amount.bytes / total.bytes) * 100).toPrecision(2))} %`}
              <span className="share-bar" style={{ width: `${(amount.bytes / most) * 100}%` }} />
            </td>
            <td className="number" title={formatCount(amount.rows)}>
              {formatShortCount(amount.rows)}
            </td>
            {state && field !== undefined && (
              <td className="nowrap">
                {amount.value !== undefined && (
                  <>
                    <Button
                      look="plain"
                      icon="filter"
                      aria-label={`Only ${field} ${valueText(amount.value)}`}
                      onClick={() =>
                        changeLogs({ query: onlyValue(state.query, field, amount.value) })
                      }
                    />
                    <Button
                      look="plain"
                      icon="exclude"
                      aria-label={`Without ${field} ${valueText(amount.value)}`}
                      onClick={() =>
                        changeLogs({ query: excludeValue(state.query, field, amount.value) })
                      }
                    />
                  </>
                )}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
