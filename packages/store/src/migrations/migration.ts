// What a migration is. Migrations only go forward; a released one is never edited.

/** One numbered step of the schema. */
export interface Migration {
  /** From 1, without gaps. */
  number: number;
  /** A few words for the table of migrations. */
  name: string;
  /**
   * Statements in order, each idempotent (`IF NOT EXISTS`): MergeTree has no transactions, so a step that was
   * interrupted, or that two processes run at once, is simply run again.
   */
  statements: readonly string[];
}
