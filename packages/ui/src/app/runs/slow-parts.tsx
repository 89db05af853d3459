// Where the time went: the longest silences of a run, drawn to scale along the run.
import { useState } from 'react';
import type { Run, RunGap } from '../api/runs.ts';
import { PageLink } from '../parts/page-link.tsx';
import { Section } from '../parts/section.tsx';
import { formatDuration } from '../time/format.ts';
import { gapsFew, useGaps } from './gaps.ts';
import { runAddress } from './run-address.ts';

/** Shorter silences are nothing to look into. */
const shareMin = 0.02;
/** As many as the server finds. */
const gapsMany = 50;

/** Nothing for a run that hardly took time. */
export function SlowParts({ run }: { run: Run }) {
  const [limit, setLimit] = useState(gapsFew);
  const { data } = useGaps(run, limit);
  const gaps = (data ?? []).filter(
    ({ gap_ns: ns }) => ns / 1e6 >= Math.max(10, run.duration_ms * shareMin),
  );
  if (gaps.length === 0) return undefined;
  return (
    <Section id="slow" title="Where the time went">
      <ul className="slow-parts">
        {gaps.map((gap) => (
          <SlowPart key={gap.at_ms} gap={gap} run={run} />
        ))}
      </ul>
      {limit === gapsFew && gaps.length === gapsFew && (
        <button type="button" className="text-button" onClick={() => setLimit(gapsMany)}>
          more
        </button>
      )}
    </Section>
  );
}

function SlowPart({ gap, run }: { gap: RunGap; run: Run }) {
  const ms = gap.gap_ns / 1e6;
  const total = Math.max(run.duration_ms, 1);
  const left = Math.min(100, Math.max(0, (gap.at_ms / total) * 100));
  const width = Math.min(100 - left, (ms / total) * 100);
  const at = (gap.after ?? gap.before)?.id ?? '';
  return (
    <li>
      <PageLink to={runAddress(run.run_id, at)} className="slow-part" title="Show it in the log">
        <span className="slow-took">{formatDuration(ms)}</span>
        <span className="slow-text">{whenOf(gap)}</span>
        <span className="slow-track" aria-hidden="true">
          <span className="slow-bar" style={{ left: `${left}%`, width: `max(2px, ${width}%)` }} />
        </span>
      </PageLink>
    </li>
  );
}

function whenOf({ before, after }: RunGap) {
  if (!before) {
    return (
      <>
        <span className="muted">until the first line</span> {after?.body.slice(0, 160)}
      </>
    );
  }
  return (
    <>
      <span className="muted">{after ? 'after' : 'to the end, after'}</span>{' '}
      {before.body.slice(0, 160)}
    </>
  );
}
