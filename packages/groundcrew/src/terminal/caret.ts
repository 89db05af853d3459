// A query with a caret under the place that was not understood.
import { visibleLine } from './visible.ts';

/** Longer queries are cut to what stands around the place. */
const widthMax = 100;

/**
 * Two lines: the query and a caret. `position` counts UTF-16 units from 0, as the parser does; a position behind the
 * end points one past the last character.
 */
export function caret(query: string, position: number): string {
  const at = Math.min(Math.max(0, position), query.length);
  const from = Math.max(0, at - widthMax / 2);
  const before = visibleLine(query.slice(from, at)).replaceAll('\t', ' ');
  const after = visibleLine(query.slice(at, from + widthMax)).replaceAll('\t', ' ');
  const left = from > 0 ? '…' : '';
  const right = from + widthMax < query.length ? '…' : '';
  return `  ${left}${before}${after}${right}\n  ${' '.repeat(columns(left + before))}^`;
}

/** Characters, not UTF-16 units: close enough to columns for a caret. */
const columns = (text: string) => Array.from(text).length;
