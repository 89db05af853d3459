// Tests of a text in JavaScript, with the meaning of `compileTextTest`.
import { compileRegex, regexSource, valueGlobRegex } from './regex.ts';
import type { CompareOperator, Test } from './search-node.ts';
import { type Bound, boundsOf, compareText, storedNumber } from './values.ts';

/** A test of a text, where "" means absent. */
export function matchText(test: Test): (text: string) => boolean {
  switch (test.kind) {
    case 'text':
    case 'exact':
      return (text) => text === test.text;
    case 'exists':
      return (text) => text !== '';
    case 'glob':
      return matchRegex(valueGlobRegex(test.parts));
    case 'regex':
      return matchRegex(regexSource(test.source, test.ignoreCase));
    case 'compare':
    case 'range':
      return matchBounds(boundsOf(test));
  }
}

function matchRegex(source: string): (text: string) => boolean {
  const regex = compileRegex(source);
  return (text) => text !== '' && regex.test(text);
}

function matchBounds(bounds: readonly Bound[]): (text: string) => boolean {
  if (bounds.length === 0) return (text) => text !== '';
  return (text) => bounds.every((bound) => fulfils(text, bound));
}

function fulfils(text: string, { operator, text: bound, number }: Bound): boolean {
  if (number === undefined) return text !== '' && orders[operator](compareText(text, bound));
  // NaN stands for "no number" and fulfils nothing.
  const stored = storedNumber(text);
  return !Number.isNaN(stored) && orders[operator](stored < number ? -1 : stored > number ? 1 : 0);
}

const orders: Record<CompareOperator, (order: number) => boolean> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};
