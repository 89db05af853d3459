// The columns of the table `logs`, as the mapping fills them and the query compiler reads them.

/** Columns that exist from the first migration, by the name a user searches them with. */
export const logColumns = {
  time: 'time',
  observed_time: 'observed_time',
  severity_number: 'severity_number',
  severity_text: 'severity_text',
  service: 'service',
  host: 'host',
  instance: 'instance',
  body: 'body',
  request_id: 'request_id',
  trace_id: 'trace_id',
  span_id: 'span_id',
  run_id: 'run_id',
  release: 'release',
} as const;

/** An attribute that has a column of its own beside the map `attributes`. */
export interface PromotedAttribute {
  /** The attribute's name, such as `http.status_code`. */
  attribute: string;
  /** The column's name, `attr.` and the attribute's name. */
  column: string;
  /** The column of its values as numbers, NaN where a value is none; only where nearly all values are numbers. */
  numberColumn?: string;
}

/** What the compiler must know of the table as it is now. */
export interface LogSchema {
  /** By attribute name. */
  promoted: ReadonlyMap<string, PromotedAttribute>;
}
