// The syntax tree of a search. Built by `parseSearch`, read by the printer, the compiler and the matcher.

/** A search as a tree. `and` and `or` hold at least two nodes and never a node of their own kind. */
export type SearchNode =
  | { readonly kind: 'everything' }
  | { readonly kind: 'and' | 'or'; readonly nodes: readonly SearchNode[] }
  | { readonly kind: 'not'; readonly node: SearchNode }
  | TermNode;

/** One condition: on the body when `field` is undefined, otherwise on the named field. */
export interface TermNode {
  readonly kind: 'term';
  readonly field: string | undefined;
  readonly test: Test;
}

/** What a term asks of its field. */
export type Test =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'exact'; readonly text: string }
  | { readonly kind: 'glob'; readonly parts: readonly GlobPart[] }
  | { readonly kind: 'regex'; readonly source: string; readonly ignoreCase: boolean }
  | { readonly kind: 'compare'; readonly operator: CompareOperator; readonly text: string }
  | { readonly kind: 'range'; readonly from: RangeEnd; readonly to: RangeEnd }
  | { readonly kind: 'exists' };

export type CompareOperator = '<' | '<=' | '>' | '>=';

/** One end of a range; `text` undefined means open. */
export interface RangeEnd {
  readonly text: string | undefined;
  readonly isIncluded: boolean;
}

/** A piece of a wildcard pattern: text as it is, or a wildcard. */
export type GlobPart = { readonly literal: string } | { readonly wildcard: '*' | '?' };

export const everything: SearchNode = { kind: 'everything' };

/** The conjunction or disjunction of nodes, flattened; one node stands for itself. */
export function combine(kind: 'and' | 'or', nodes: readonly SearchNode[]): SearchNode {
  const flat = nodes.flatMap((node) => (node.kind === kind ? node.nodes : [node]));
  const useful = kind === 'and' ? flat.filter((node) => node.kind !== 'everything') : flat;
  const [first, second] = useful;
  if (!first) return everything;
  return second ? { kind, nodes: useful } : first;
}
