// What is wrong with one option's value, in words for the person who wrote it.
import type { z } from 'zod';
import { quote } from '../errors.ts';

/** Says what was given and what was expected. The caller masks `value` if it is a secret. */
export function describeIssue(key: string, value: unknown, issue: z.core.$ZodIssue): string {
  return `cannot use ${quote(value)} for "${key}": ${expected(issue)}`;
}

function expected(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int'
        ? 'expected a whole number'
        : `expected ${article(issue.expected)}`;
    case 'too_small':
      return bound('at least', issue.minimum, issue.origin);
    case 'too_big':
      return bound('at most', issue.maximum, issue.origin);
    case 'invalid_value':
      return `expected one of ${issue.values.map(String).join(', ')}`;
    case 'unrecognized_keys':
      return `unknown key ${issue.keys.map((name) => quote(name)).join(', ')}`;
    default:
      return lowerFirst(issue.message);
  }
}

function bound(comparison: string, limit: number | bigint, origin: string): string {
  if (origin === 'string') return `expected ${comparison} ${limit} characters`;
  if (origin === 'array') return `expected ${comparison} ${limit} items`;
  return `expected ${comparison} ${limit}`;
}

const article = (type: string) =>
  type === 'array' || type === 'object' ? `an ${type}` : `a ${type}`;

const lowerFirst = (text: string) => text.slice(0, 1).toLowerCase() + text.slice(1);
