// The forms in which the answer to a user's SQL can be had: those that need nothing but the rows.

/** Media types by ClickHouse's name of the format. https://clickhouse.com/docs/interfaces/formats */
export const sqlFormats: ReadonlyMap<string, string> = new Map([
  ['JSON', 'application/json'],
  ['JSONCompact', 'application/json'],
  ['JSONStrings', 'application/json'],
  ['JSONColumns', 'application/json'],
  ['JSONColumnsWithMetadata', 'application/json'],
  ['JSONEachRow', 'application/x-ndjson'],
  ['JSONStringsEachRow', 'application/x-ndjson'],
  ['JSONCompactEachRow', 'application/x-ndjson'],
  ['JSONCompactEachRowWithNames', 'application/x-ndjson'],
  ['JSONCompactEachRowWithNamesAndTypes', 'application/x-ndjson'],
  ['NDJSON', 'application/x-ndjson'],
  ['CSV', 'text/csv; charset=utf-8'],
  ['CSVWithNames', 'text/csv; charset=utf-8'],
  ['CSVWithNamesAndTypes', 'text/csv; charset=utf-8'],
  ['TSV', 'text/tab-separated-values; charset=utf-8'],
  ['TSVRaw', 'text/tab-separated-values; charset=utf-8'],
  ['TSVWithNames', 'text/tab-separated-values; charset=utf-8'],
  ['TSVWithNamesAndTypes', 'text/tab-separated-values; charset=utf-8'],
  ['TabSeparated', 'text/tab-separated-values; charset=utf-8'],
  ['TabSeparatedRaw', 'text/tab-separated-values; charset=utf-8'],
  ['TabSeparatedWithNames', 'text/tab-separated-values; charset=utf-8'],
  ['TabSeparatedWithNamesAndTypes', 'text/tab-separated-values; charset=utf-8'],
  ['Pretty', 'text/plain; charset=utf-8'],
  ['PrettyCompact', 'text/plain; charset=utf-8'],
  ['PrettyNoEscapes', 'text/plain; charset=utf-8'],
  ['PrettyCompactNoEscapes', 'text/plain; charset=utf-8'],
  ['PrettySpace', 'text/plain; charset=utf-8'],
  ['Vertical', 'text/plain; charset=utf-8'],
  ['Values', 'text/plain; charset=utf-8'],
  ['Markdown', 'text/markdown; charset=utf-8'],
  ['XML', 'application/xml'],
  ['Native', 'application/octet-stream'],
  ['RowBinary', 'application/octet-stream'],
  ['RowBinaryWithNamesAndTypes', 'application/octet-stream'],
  ['Parquet', 'application/vnd.apache.parquet'],
  ['Arrow', 'application/vnd.apache.arrow.file'],
  ['ArrowStream', 'application/vnd.apache.arrow.stream'],
  ['MsgPack', 'application/msgpack'],
]);

/** The format of this name, in any case, as ClickHouse spells it; undefined when it is not offered. */
export function findFormat(name: string): string | undefined {
  const wanted = name.toLowerCase();
  return [...sqlFormats.keys()].find((known) => known.toLowerCase() === wanted);
}
