// Two runs side by side: the patterns of messages that only one of them wrote, and where the time went.
import type { RunShape } from '@groundcrew/query';

/** A pattern of messages in one run. */
export interface PatternFact {
  readonly pattern: string;
  readonly lines: number;
  readonly severity_number: number;
  /** Its first line. */
  readonly id: string;
}

/** How long one pattern's lines took in both runs: the time from each to the line after it. */
export interface TimeFact {
  readonly pattern: string;
  readonly time_ms: number;
  readonly other_time_ms: number;
  readonly lines: number;
  readonly other_lines: number;
}

export interface Comparison {
  readonly only_here: readonly PatternFact[];
  readonly only_there: readonly PatternFact[];
  readonly time: readonly TimeFact[];
}

/** Differences smaller than this are noise. */
const differenceMsMin = 1;

/** Compares the patterns of two runs; at most `limit` of each kind, what matters most first. */
export function compareShapes(
  here: readonly RunShape[],
  there: readonly RunShape[],
  limit: number,
): Comparison {
  return {
    only_here: onlyIn(here, there, limit),
    only_there: onlyIn(there, here, limit),
    time: timeFacts(here, there).slice(0, limit),
  };
}

/** The worst first, then the most frequent. */
function onlyIn(
  own: readonly RunShape[],
  other: readonly RunShape[],
  limit: number,
): PatternFact[] {
  const known = new Set(other.map(({ pattern }) => pattern));
  return own
    .filter(({ pattern }) => !known.has(pattern))
    .sort((a, b) => b.severity_number - a.severity_number || b.lines - a.lines)
    .slice(0, limit)
    .map(({ pattern, lines, severity_number, id }) => ({ pattern, lines, severity_number, id }));
}

/** The largest difference first. */
function timeFacts(here: readonly RunShape[], there: readonly RunShape[]): TimeFact[] {
  const others = new Map(there.map((shape) => [shape.pattern, shape]));
  const own = new Set(here.map(({ pattern }) => pattern));
  const both = here.map((shape) => factOf(shape.pattern, shape, others.get(shape.pattern)));
  const gone = there
    .filter(({ pattern }) => !own.has(pattern))
    .map((shape) => factOf(shape.pattern, undefined, shape));
  return [...both, ...gone]
    .filter((fact) => difference(fact) >= differenceMsMin)
    .sort((a, b) => difference(b) - difference(a));
}

function factOf(pattern: string, own: RunShape | undefined, other: RunShape | undefined): TimeFact {
  return {
    pattern,
    time_ms: Math.round((own?.time_ns ?? 0) / 1e6),
    other_time_ms: Math.round((other?.time_ns ?? 0) / 1e6),
    lines: own?.lines ?? 0,
    other_lines: other?.lines ?? 0,
  };
}

const difference = ({ time_ms, other_time_ms }: TimeFact) => Math.abs(time_ms - other_time_ms);
