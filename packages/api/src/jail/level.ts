// What the jail remembers of one pair of brackets.

/** The part of a SELECT a level is in: only in `tables` does a comma part tables. */
export type Clause = 'none' | 'with' | 'select' | 'tables' | 'rest';

export interface Level {
  readonly kind: 'query' | 'arguments' | 'from function' | 'brackets';
  clause: Clause;
  hasSelect: boolean;
  /** FROM has stood between arguments, so no SELECT may come. */
  hasFunctionFrom: boolean;
  /** Subqueries named by this level's WITH. */
  readonly names: Set<string>;
}

export function openLevel(kind: Level['kind']): Level {
  return { kind, clause: 'none', hasSelect: false, hasFunctionFrom: false, names: new Set() };
}
