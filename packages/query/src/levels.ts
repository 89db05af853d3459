// Levels by name. A name stands for OpenTelemetry's range of four severity numbers.
// https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber

import { severityName, severityNumber } from '@groundcrew/model';
import type { Test } from './search-node.ts';
import { boundsOf } from './values.ts';
/** The six levels in order; `unknown` is the severity number 0. */
export const levelNames = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** Severity numbers from `first` to `last`, both included. */
export interface LevelRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The severity numbers of a level's name in any case, or undefined when it is none that loggers use. A name of its
 * own place inside a range, such as `notice`, stands for that number alone. Numbers are no names: scales differ.
 */
export function levelRange(text: string): LevelRange | undefined {
  if (text.toLowerCase() === 'unknown') return { first: 0, last: 0 };
  const first = /^\d/.test(text) ? 0 : severityNumber(text);
  if (first === 0) return undefined;
  return { first, last: first % 4 === 1 ? first + 3 : first };
}

/** The level's name of a severity number. */
export function levelName(number: number): string {
  return severityName(number) || 'unknown';
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
