// Since when runs count: jobs are told up to now, so there is a start and no end.
import { navigate } from '../address/location.ts';
import { usualZone, useNowMs } from '../parts/moment.tsx';
import { spanLabel } from '../time/range.ts';
import { TimeRange } from '../time/time-range.tsx';

interface RunsSinceProps {
  readonly from: string;
  /** Where each choice leads. */
  readonly addressOf: (from: string) => string;
}

/** The button that says it, and the sheet that changes it. */
export function RunsSince({ from, addressOf }: RunsSinceProps) {
  return (
    <TimeRange
      span={{ from, to: '' }}
      zone={usualZone()}
      nowMs={useNowMs()}
      hasChart={false}
      hasEnd={false}
      onChange={(span) => navigate(addressOf(span.from))}
    />
  );
}

/** `in the last 30 days`, or `since 2026-11-21 10:00:00`. */
export function sinceText(from: string): string {
  const label = spanLabel({ from, to: '' }, usualZone(), Date.now());
  return label.startsWith('Last ')
    ? `in the ${label.toLowerCase()}`
    : `since ${label.replace(/ – now$/, '')}`;
}
