// Bounds on a search, so that no text a stranger sends costs more than a moment.

export const searchLimits = {
  /** Characters (UTF-16 units) of the whole query. */
  queryLength: 8192,
  /** Conditions in one query. */
  terms: 256,
  /** Parentheses and negations inside one another. */
  depth: 32,
  /** Regular expressions in one query. */
  regexes: 16,
  /** Characters of one regular expression. */
  regexLength: 512,
  /** Wildcards in one pattern. */
  wildcards: 16,
  /** Words in one phrase. */
  tokens: 48,
} as const;
