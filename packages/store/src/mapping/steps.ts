// The mapping is a chain of subqueries, each adding columns to those before it: every value is computed once, however
// often later ones use it, and the engine makes a single pass of them.

/** Expressions by the name of the column they become. */
export type Columns = Readonly<Record<string, string>>;

/** `SELECT *` and these columns from the query before. A column may use those listed before it. */
export function addColumns(source: string, columns: Columns): string {
  const list = Object.entries(columns).map(([name, expression]) => `${expression} AS ${name}`);
  return `SELECT *, ${list.join(', ')} FROM (${source})`;
}
