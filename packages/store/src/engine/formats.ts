// Content types of the output formats, as ClickHouse announces them.

const byPrefix: readonly (readonly [RegExp, string])[] = [
  [/^JSON(?!Object)\w*EachRow/i, 'application/x-ndjson; charset=UTF-8'],
  [/^(JSON|GeoJSON)/i, 'application/json; charset=UTF-8'],
  [/^(TSV|TabSeparated)/i, 'text/tab-separated-values; charset=UTF-8'],
  [/^CSVWithNames/i, 'text/csv; charset=UTF-8; header=present'],
  [/^CSV/i, 'text/csv; charset=UTF-8; header=absent'],
  [/^XML$/i, 'application/xml; charset=UTF-8'],
  [/^Markdown$/i, 'text/markdown; charset=UTF-8'],
  [
    /^(RowBinary|Native|Parquet|Arrow|ORC|Avro|BSON|MsgPack|Npy|Protobuf|CapnProto|RawBLOB)/i,
    'application/octet-stream',
  ],
];

/** The content type of an output format; plain text for those that are for people to read. */
export function contentType(format: string): string {
  return byPrefix.find(([pattern]) => pattern.test(format))?.[1] ?? 'text/plain; charset=UTF-8';
}
