// What happened beside the lines: releases, and programs that started again.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { histogramLogs } from '../api/logs.ts';
import { listRunsBetween } from '../api/runs.ts';
import type { ChartMark } from '../parts/chart.tsx';
import { restartsOf } from './restarts.ts';
import type { Asked } from './use-span.ts';

/** The marks of the span, in the order of time. */
export function useMarks(asked: Asked, isWanted: boolean): ChartMark[] {
  const releases = useReleases(asked, isWanted);
  const restarts = useRestarts(asked, isWanted);
  return useMemo(
    () => [...releases, ...restarts].sort((a, b) => a.timeMs - b.timeMs),
    [releases, restarts],
  );
}

/** The first bar of each release that was not there from the beginning. */
function useReleases({ question }: Asked, isWanted: boolean): ChartMark[] {
  const { data: found } = useQuery({
    queryKey: ['releases', question],
    queryFn: ({ signal }) => histogramLogs(question, { by: 'release', series: 20 }, signal),
    enabled: isWanted,
    placeholderData: keepPreviousData,
  });
  return useMemo(() => {
    const first = new Map<string, number>();
    const startMs = found?.buckets[0] ? Date.parse(found.buckets[0].time) : 0;
    for (const { time, value } of found?.buckets ?? []) {
      if (typeof value === 'string' && !first.has(value)) first.set(value, Date.parse(time));
    }
    return [...first]
      .filter(([, timeMs]) => timeMs > startMs)
      .map(([release, timeMs]) => ({ timeMs, label: release, kind: 'release' }));
  }, [found]);
}

function useRestarts({ span }: Asked, isWanted: boolean): ChartMark[] {
  const { startMs, endMs } = span;
  const { data: runs } = useQuery({
    queryKey: ['restarts', startMs, endMs],
    // From well before, so that a program's earlier run is known.
    queryFn: ({ signal }) => listRunsBetween(2 * startMs - endMs, endMs, signal),
    enabled: isWanted,
    placeholderData: keepPreviousData,
  });
  return useMemo(
    () =>
      restartsOf(runs ?? [])
        .filter(({ timeMs }) => timeMs >= startMs)
        .map(({ timeMs, job }) => ({ timeMs, label: `${job} restarted`, kind: 'restart' })),
    [runs, startMs],
  );
}
