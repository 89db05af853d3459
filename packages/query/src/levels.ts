// Levels by name. A name stands for OpenTelemetry's range of four severity numbers.
// https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber

import type { Test } from './search-node.ts';
import { boundsOf } from './values.ts';
/** The six levels in order; `unknown` is the severity number 0. */
export const levelNames = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

const ranks = new Map<string, number>([
  ...levelNames.map((name, index) => [name, index] as const),
  ['information', 2],
  ['warning', 3],
  ['err', 4],
  ['critical', 5],
]);

/** Severity numbers from `first` to `last`, both included. */
export interface LevelRange {
  readonly first: number;
  readonly last: number;
}

/** The severity numbers of a level's name in any case, or undefined when it is none of the known ones. */
export function levelRange(text: string): LevelRange | undefined {
  const lower = text.toLowerCase();
  if (lower === 'unknown') return { first: 0, last: 0 };
  const rank = ranks.get(lower);
  if (rank === undefined) return undefined;
  return { first: rank * 4 + 1, last: rank * 4 + 4 };
}

/** The level's name of a severity number. */
export function levelName(severityNumber: number): string {
  return levelNames[Math.floor((severityNumber - 1) / 4)] ?? 'unknown';
}

/**
 * The severity numbers a test on the level accepts, or undefined when it is about the level as written.
 * A record without a level fulfils no comparison. `first` above `last` accepts nothing.
 */
export function levelConditions(test: Test): LevelRange | undefined {
  if (test.kind === 'text' || test.kind === 'exact') return levelRange(test.text);
  if (test.kind !== 'compare' && test.kind !== 'range') return undefined;
  let first = 1;
  let last = 24;
  for (const { operator, text } of boundsOf(test)) {
    const level = levelRange(text) ?? { first: 0, last: 0 };
    if (operator === '>') first = Math.max(first, level.last + 1);
    if (operator === '>=') first = Math.max(first, level.first);
    if (operator === '<') last = Math.min(last, level.first - 1);
    if (operator === '<=') last = Math.min(last, level.last);
  }
  return { first, last: Math.max(0, last) };
}
