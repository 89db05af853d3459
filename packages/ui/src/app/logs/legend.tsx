// The chart's legend: how many lines, split by what, and each value to be taken alone or left out.
import type { ReactNode } from 'react';
import { changeLogs, type LogsAddress } from '../address/logs-address.ts';
import { Icon } from '../parts/icon.tsx';
import {
  anyValue,
  excludeAbsent,
  excludeValue,
  isAbsent,
  onlyAbsent,
  onlyValue,
  standing,
} from '../search/terms.ts';
import { formatCount, formatShortCount } from '../time/format.ts';
import type { HistogramData, HistogramSeries } from './histogram-data.ts';

interface LegendProps {
  readonly state: LogsAddress;
  readonly data: HistogramData;
  readonly colors: ReadonlyMap<string, string>;
  /** The bar under the cursor: counts are its own then. */
  readonly index: number | undefined;
}

/** The values with their counts. */
export function Legend({ state, data, colors, index }: LegendProps) {
  if (data.by === '') return undefined;
  return (
    <ul className="legend-values" aria-label={`Lines by ${data.by}`}>
      {data.series.map((series) => (
        <LegendItem
          key={series.id}
          series={series}
          by={data.by}
          color={colors.get(series.id) ?? ''}
          count={index === undefined ? series.total : (series.values[index] ?? 0)}
          query={state.query}
        />
      ))}
    </ul>
  );
}

interface LegendItemProps {
  readonly series: HistogramSeries;
  readonly by: string;
  readonly color: string;
  readonly count: number;
  readonly query: string;
}

function LegendItem({ series, by, color, count, query }: LegendItemProps) {
  const { kind, label, total, value } = series;
  const content = (
    <>
      <span className="dot" style={{ background: `var(${color})` }} />
      <span className="legend-name">{label}</span>
      <span
        className="legend-count"
        title={formatCount(count)}
        style={{ minWidth: widthOf(formatShortCount(total)) }}
      >
        {formatShortCount(count)}
      </span>
    </>
  );
  if (kind === 'rest')
    return (
      <li className="legend-item" title={`All other values of ${by}`}>
        {content}
      </li>
    );
  const isNone = kind === 'without';
  const isOnly = isNone ? isAbsent(query, by) : standing(query, by, value) === 'only';
  const only = () => (isNone ? onlyAbsent(query, by) : onlyValue(query, by, value));
  const exclude = () => (isNone ? excludeAbsent(query, by) : excludeValue(query, by, value));
  return (
    <li className="legend-place">
      <button
        type="button"
        className="legend-item"
        aria-pressed={isOnly}
        title={
          isOnly ? `Show every ${by}` : isNone ? `Show only lines ${label}` : `Show only ${label}`
        }
        onClick={() => changeLogs({ query: isOnly ? anyValue(query, by) : only() })}
      >
        {content}
      </button>
      {!isOnly && (
        <button
          type="button"
          className="legend-exclude"
          aria-label={isNone ? `Exclude lines ${label}` : `Exclude ${by} ${label}`}
          title={`Exclude ${isNone ? `lines ${label}` : label}`}
          onClick={() => changeLogs({ query: exclude() })}
        >
          <Icon name="exclude" size={14} />
        </button>
      )}
    </li>
  );
}

/** The room a figure takes, kept while smaller ones stand there. */
function widthOf(figure: string): string {
  const digits = figure.replaceAll(/[.,]/g, '').length;
  return `${digits + (figure.length - digits) * 0.4}ch`;
}

interface LegendTotalProps {
  readonly data: HistogramData | undefined;
  readonly index: number | undefined;
  /** Lines of the period before, when the two are compared. */
  readonly before: number | undefined;
  /** By what they are split. */
  readonly children: ReactNode;
}

/** All lines, or those of the bar under the cursor, and what splits them: `1,201 lines by level`. */
export function LegendTotal({ data, index, before, children }: LegendTotalProps) {
  if (!data) return <span className="legend-total">{children}</span>;
  const shown = index === undefined ? data.total : (data.totals[index] ?? 0);
  return (
    <span className="legend-total">
      <strong className="legend-sum" style={{ minWidth: widthOf(formatCount(data.total)) }}>
        {formatCount(shown)}
      </strong>
      <span>lines</span>
      {children}
      {before !== undefined && <Change now={data.total} before={before} />}
    </span>
  );
}

function Change({ now, before }: { now: number; before: number }) {
  if (before === 0) return <span className="muted">none in the period before</span>;
  const percent = Math.round(((now - before) / before) * 100);
  const sign = percent > 0 ? '+' : percent < 0 ? '−' : '±';
  return (
    <span className="muted" title={`${formatCount(before)} in the period before`}>
      {sign}
      {Math.abs(percent)} % to the period before
    </span>
  );
}
