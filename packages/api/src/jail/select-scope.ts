// What one SELECT reads, and whether `attributes` within it means the map of the table `logs`.

/**
 * What a table, or a subquery in its place, brings: `columns` are those of `logs`, with the ones of promoted
 * attributes; `nothing` has no column `attributes`; `unknown` may have one of its own.
 */
export type Source = 'columns' | 'nothing' | 'unknown';

export interface Relation {
  /** What its columns may be qualified with. */
  readonly names: ReadonlySet<string>;
  readonly source: Source;
}

export interface Select {
  /** The SELECT this one stands in. */
  readonly outer: Select | undefined;
  /** In the order they stand in FROM and JOIN. */
  readonly relations: Relation[];
  /** `SELECT * FROM` or `SELECT *, …`, so all columns are passed on. */
  isStar: boolean;
  /** It may pass a column `attributes` on. */
  mayGiveMap: boolean;
  /** Something else is called `attributes` here. */
  isShadowed: boolean;
  /** Rows are grouped by the whole map: a single column could no longer be read. */
  isGroupedByMap: boolean;
}

export function openSelect(outer: Select | undefined): Select {
  return {
    outer,
    relations: [],
    isStar: false,
    mayGiveMap: false,
    isShadowed: false,
    isGroupedByMap: false,
  };
}

/** What a subquery made of these SELECTs brings. */
export function sourceOf(selects: readonly Select[]): Source {
  const [first] = selects;
  if (!first) return 'unknown';
  const isWhole = selects.length === 1 && first.isStar && !first.isShadowed;
  const isOfLogs = first.relations.length === 1 && first.relations[0]?.source === 'columns';
  if (isWhole && isOfLogs) return 'columns';
  return selects.some((select) => select.mayGiveMap) ? 'unknown' : 'nothing';
}

/** Whether `attributes`, or `qualifier.attributes`, is the map of `logs`, whose columns can be read in its stead. */
export function isLogsMap(select: Select | undefined, qualifier: string): boolean {
  if (!select || select.isGroupedByMap) return false;
  if (qualifier === '') {
    // Where several tables have the column, the store takes that of the first.
    const first = select.relations.find(({ source }) => source !== 'nothing');
    return !select.isShadowed && first?.source === 'columns';
  }
  const relation = select.relations.find(({ names }) => names.has(qualifier));
  if (relation) return relation.source === 'columns';
  return isLogsMap(select.outer, qualifier);
}
