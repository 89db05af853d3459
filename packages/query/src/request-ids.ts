// The user's pattern for request ids in text: checked, and run here as the store runs it.
import { findRequestId, type RequestIdFinder, requestIdPattern } from '@groundcrew/model';
import { RE2JS } from 're2js';
import { regexFault } from './regex.ts';

/** Bounds the store's work: it fetches every group. */
const groupsMax = 16;

/** The pattern a setting means: ours for `automatic`, "" (look for none) for `off`, else itself. */
export function requestIdPatternOf(setting: string): string {
  if (setting === 'automatic') return requestIdPattern;
  return setting === 'off' ? '' : setting;
}

/** What is wrong with a setting, or undefined when it can be used. */
export function requestIdPatternFault(setting: string): string | undefined {
  const pattern = requestIdPatternOf(setting);
  if (pattern === '' && setting === 'off') return undefined;
  const fault = regexFault(pattern);
  if (fault !== undefined) return fault;
  const groups = RE2JS.compile(pattern).groupCount();
  if (groups === 0) return 'it needs a group around the id, such as "req=([0-9a-f]+)"';
  return groups > groupsMax ? `it has more than ${groupsMax} groups` : undefined;
}

/** Finds what the pattern's groups catch in a text, joined; "" for nothing. */
export function requestIdFinder(pattern: string): RequestIdFinder {
  if (pattern === '') return () => '';
  // Ours means the same in JavaScript, which is faster.
  if (pattern === requestIdPattern) return findRequestId;
  const regex = RE2JS.compile(pattern, RE2JS.DOTALL);
  const groups = regex.groupCount();
  return (text) => {
    const match = regex.matcher(text);
    if (!match.find()) return '';
    return Array.from({ length: groups }, (_, index) => match.group(index + 1) ?? '').join('');
  };
}
