// One row of the list.
import { memo } from 'react';
import type { LogRecord } from '../api/logs.ts';
import { wallClock } from '../time/zone.ts';
import { fieldValue, valueText } from './record-fields.ts';
import { levelCodes, levelOf } from './severity.ts';

/** What a row shows, and how it stands. */
export interface LogRowProps {
  readonly record: LogRecord;
  readonly zone: string;
  readonly columns: readonly string[];
  readonly widthOf: (name: string) => number;
  readonly hasDay: boolean;
  readonly isOpen: boolean;
  readonly isCurrent: boolean;
  readonly isSelected: boolean;
  readonly index: number;
}

const bodyShown = 600;

/** Time, level, message, and the chosen columns, on one line. */
export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { record, zone, columns, widthOf, hasDay, isOpen, isCurrent, isSelected, index } = props;
  const level = levelOf(record.severity_number);
  const clock = wallClock(Date.parse(record.time), zone);
  const classes = ['row', `row-${level}`];
  if (isOpen) classes.push('is-open');
  if (isCurrent) classes.push('is-current');
  if (isSelected) classes.push('is-selected');
  return (
    <div
      className={classes.join(' ')}
      role="row"
      aria-rowindex={index + 2}
      aria-expanded={isOpen}
      aria-selected={isSelected || isCurrent}
      data-index={index}
    >
      <span role="gridcell" className="cell cell-time">
        {hasDay && <span className="cell-day">{clock.slice(5, 10)} </span>}
        {clock.slice(11, 19)}
        <span className="cell-fraction">{clock.slice(19)}</span>
      </span>
      <span role="gridcell" className="cell cell-level">
        {levelCodes[level]}
      </span>
      <span role="gridcell" className="cell cell-message">
        {record.body.slice(0, bodyShown)}
      </span>
      {columns.map((name) => {
        const text = valueText(fieldValue(record, name));
        return (
          <span
            key={name}
            role="gridcell"
            className="cell cell-own"
            style={{ width: widthOf(name) }}
            title={text.slice(0, 500)}
          >
            {text.slice(0, 300)}
          </span>
        );
      })}
    </div>
  );
});
