// The search and the span of time a request is about.
import type { LogSelection } from '@groundcrew/query';
import { askedAttributes, parseSearch, parseTime } from '@groundcrew/query';
import { GroundcrewError } from '@groundcrew/runtime';
import type { Api } from '../api.ts';

/** How far a client's clock may run ahead without its newest records being hidden. */
const clockGraceNs = 60_000_000_000n;

/** The parameters of `spanParameters`. */
export interface SpanQuery {
  readonly query: string;
  readonly start: string;
  readonly end?: string | undefined;
}

/** Reads them, and notes which attributes are asked for. Throws `bad-query`, `bad-time` (400). */
export function readSelection(api: Api, { query, start, end }: SpanQuery): LogSelection {
  const nowNs = api.clock.nowNs();
  const search = parseSearch(query);
  const startNs = timeOf('start', start, nowNs);
  const endNs = end === undefined ? nowNs + clockGraceNs : timeOf('end', end, nowNs);
  const asked = askedAttributes(search);
  if (asked.length > 0) api.noteAsked(asked);
  return { search, startNs, endNs };
}

function timeOf(parameter: string, text: string, nowNs: bigint): bigint {
  try {
    return parseTime(text, nowNs);
  } catch (error) {
    if (!(error instanceof GroundcrewError)) throw error;
    throw new GroundcrewError(error.code, error.message, {
      status: error.status,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      extra: { ...error.extra, parameter },
    });
  }
}
