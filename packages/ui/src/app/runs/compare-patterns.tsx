// Kinds of messages that only one of two runs wrote.
import type { PatternFact, Run } from '../api/runs.ts';
import { levelOf } from '../logs/severity.ts';
import { PageLink } from '../parts/page-link.tsx';
import { PatternText } from '../parts/pattern-text.tsx';
import { formatCount } from '../time/format.ts';
import { runAddress } from './run-address.ts';

interface ComparePatternsProps {
  readonly title: string;
  readonly patterns: readonly PatternFact[];
  /** The run that wrote them. */
  readonly run: Run;
}

/** Each leads to its first line in the run's log. */
export function ComparePatterns({ title, patterns, run }: ComparePatternsProps) {
  if (patterns.length === 0) return undefined;
  return (
    <>
      <h3>{title}</h3>
      <ul className="compare-list">
        {patterns.map(({ pattern, lines, severity_number: severity, id }) => (
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
    </>
  );
}
