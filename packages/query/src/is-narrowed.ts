// Whether an index of the store finds the few parts of a column that a search needs.
import { wordIn } from './compile-search.ts';
import { resolveField } from './fields.ts';
import type { SearchNode } from './search-node.ts';

const indexedIds = ['request_id', 'trace_id'];

/** True when every match has a word or an id that the search names. The word may be a common one: nobody knows. */
export function isNarrowed(node: SearchNode): boolean {
  if (node.kind === 'and') return node.nodes.some(isNarrowed);
  if (node.kind !== 'term') return false;
  if (wordIn(node) !== undefined) return true;
  if (node.field === undefined) return false;
  const field = resolveField(node.field);
  const isEquality = node.test.kind === 'text' || node.test.kind === 'exact';
  return isEquality && field.kind === 'text' && indexedIds.includes(field.column);
}
