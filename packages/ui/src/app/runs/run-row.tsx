// One line of a run's log, and its fields when it is opened.
import { memo } from 'react';
import type { RunLine } from '../api/runs.ts';
import { fieldsOf, valueText } from '../logs/record-fields.ts';
import { levelCodes, levelOf } from '../logs/severity.ts';
import { isTrace } from '../parts/stack-frames.ts';
import { StackTrace } from '../parts/stack-trace.tsx';
import { formatDuration } from '../time/format.ts';
import { clockOf } from './run-clock.ts';

interface RunRowProps {
  readonly line: RunLine;
  readonly startMs: number;
  /** What a whole bar stands for. */
  readonly scaleNs: number;
  readonly isOpen: boolean;
  readonly isNamed: boolean;
  readonly onToggle: () => void;
}

const bodyShown = 500;
/** Shorter gaps have no words: the bar says enough. */
const wordsFromNs = 10_000_000;
const wordsFromShare = 0.02;
/** A gap that takes this part of the longest one stands out. */
const longShare = 0.25;

/** Clock, gap, level, message. */
export const RunRow = memo(function RunRow({
  line,
  startMs,
  scaleNs,
  isOpen,
  isNamed,
  onToggle,
}: RunRowProps) {
  const level = levelOf(line.severity_number);
  const share = Math.min(1, line.gap_ns / scaleNs);
  const [first = '', ...rest] = line.body.split('\n');
  const classes = ['run-line', `edge-${level}`, isNamed ? 'is-named' : '', isOpen ? 'is-open' : ''];
  return (
    <>
      <button
        type="button"
        className={classes.filter(Boolean).join(' ')}
        aria-expanded={isOpen}
        onClick={onToggle}
      >
        <span className="run-clock">{clockOf(Date.parse(line.time) - startMs)}</span>
        <span
          className={share >= longShare ? 'run-gap is-long' : 'run-gap'}
          title={`${formatDuration(line.gap_ns / 1e6)} before this line`}
        >
          <span className="run-gap-bar" style={{ width: `${(share * 100).toFixed(2)}%` }} />
          {line.gap_ns >= wordsFromNs && share >= wordsFromShare && (
            <span className="run-gap-words">{formatDuration(line.gap_ns / 1e6)}</span>
          )}
        </span>
        <span className="run-level">
          {level === 'unknown' ? streamCode(line) : levelCodes[level]}
        </span>
        <span className="run-message">
          {first.slice(0, bodyShown)}
          {rest.length > 0 && <span className="muted"> +{rest.length}</span>}
        </span>
      </button>
      {isOpen && <Opened line={line} />}
    </>
  );
});

const streamCode = (line: RunLine) => (line.attributes?.['stream'] === 'stderr' ? 'err' : '');

function Opened({ line }: { line: RunLine }) {
  const fields = fieldsOf(line).filter(({ name }) => name !== 'run_id' && name !== 'gap_ns');
  return (
    <div className="run-opened">
      {isTrace(line.body) ? <StackTrace text={line.body} /> : <pre>{line.body}</pre>}
      <dl className="run-fields">
        {fields.map(({ searchName, name, value }) => (
          <div key={searchName}>
            <dt>{name}</dt>
            <dd>{valueText(value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
