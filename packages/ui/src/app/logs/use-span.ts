// The moments that the address's range means at this instant; they stay the same until somebody asks anew.
import { useCallback, useMemo, useState } from 'react';
import type { LogsAddress } from '../address/logs-address.ts';
import type { LogQuestion } from '../api/logs.ts';
import { questionOf, resolveSpan, type Span } from '../time/range.ts';
import { earlyNowMs, presentMs } from './head-start.ts';

export { presentMs } from './head-start.ts';

/** The span on screen, and the question it makes. */
export interface Asked {
  readonly span: Span;
  /** Reaches a little further than the span: clocks of senders may run ahead. */
  readonly question: LogQuestion;
  readonly nowMs: number;
  /** Takes the present anew. */
  readonly refresh: () => void;
  readonly epoch: number;
}

/** Resolves the range; a relative one moves only on `refresh` or when the address changes. */
export function useAsked({ query, from, to }: LogsAddress): Asked {
  const [epoch, setEpoch] = useState(0);
  const nowMs = useMemo(
    () =>
      earlyNowMs() ??
      Math.floor(presentMs() + 0 * (epoch + query.length + from.length + to.length)),
    [epoch, query, from, to],
  );
  const refresh = useCallback(() => setEpoch((before) => before + 1), []);
  return useMemo(() => {
    const span = resolveSpan({ from, to }, nowMs);
    return { span, question: questionOf(query, { from, to }, span), nowMs, refresh, epoch };
  }, [query, from, to, nowMs, refresh, epoch]);
}
