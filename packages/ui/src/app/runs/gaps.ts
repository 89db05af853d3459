// The longest silences of a run: shown as its slow parts, and the scale of the bars in its log.
import { useQuery } from '@tanstack/react-query';
import { type Run, runGaps } from '../api/runs.ts';

/** Gaps that are shown at first. */
export const gapsFew = 6;

/** The longest gaps, the longest first. */
export function useGaps(run: Run, limit = gapsFew) {
  return useQuery({
    queryKey: ['run-gaps', run.run_id, run.state, run.lines, limit],
    queryFn: ({ signal }) => runGaps(run.run_id, limit, signal),
    placeholderData: (before) => before,
  });
}

/** A gap of this part of the run is long even when no other is longer. */
const shareMin = 0.02;

/** What a whole bar stands for: the longest gap between two lines, so that bars compare over all pages. */
export function useScaleNs(run: Run, shownNs: number): number {
  const { data } = useGaps(run);
  const between = (data ?? []).filter(({ after }) => after !== undefined);
  const longestNs = Math.max(shownNs, ...between.map(({ gap_ns: ns }) => ns));
  return Math.max(longestNs, run.duration_ms * 1e6 * shareMin, 1);
}
