// The mapping is a chain of subqueries, each adding columns to those before it: a value is computed once, however often
// later ones use it.

/** Expressions by the name of the column they become. Names are words that occur nowhere else in the chain. */
export type Columns = Readonly<Record<string, string>>;

/**
 * A SELECT of `wanted` over a chain of steps. Each step passes on only what later ones use.
 *
 * Two costs decide what goes into one step. Planning time grows with the square of the number of steps, and
 * exponentially with columns of the same step that use each other. And what is used only behind conditions is not
 * computed before them but once for each use: it belongs into a step before. (Steps must not be merged by the engine:
 * see `mappingSettings`.)
 */
export function chainSelects(
  source: { query: string; columns: readonly string[] },
  steps: readonly Columns[],
  wanted: readonly string[],
): string {
  const used = usedAfter(steps, wanted);
  let query = source.query;
  let known = [...source.columns];
  steps.forEach((step, index) => {
    const kept = known.filter((column) => used[index]?.has(column));
    const added = Object.entries(step).map(([name, expression]) => `${expression} AS ${name}`);
    query = `SELECT ${[...kept, ...added].join(', ')} FROM (${query})`;
    known = [...kept, ...Object.keys(step)];
  });
  return query;
}

/** Steps with further columns in each of the last ones. */
export function withColumns(steps: readonly Columns[], further: readonly Columns[]): Columns[] {
  const first = steps.length - further.length;
  return steps.map((step, index) => ({ ...step, ...further[index - first] }));
}

/** For each step the words that the steps after it mention. */
function usedAfter(steps: readonly Columns[], wanted: readonly string[]): ReadonlySet<string>[] {
  const used: Set<string>[] = [];
  let later = new Set(wanted);
  for (const step of steps.toReversed()) {
    used.unshift(later);
    later = new Set([...later, ...Object.values(step).flatMap(words)]);
  }
  return used;
}

/** The words of an expression: among them are the columns it uses. */
export function words(expression: string): string[] {
  return expression.match(/\w+/g) ?? [];
}
