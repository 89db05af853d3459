// Every form in which the server gives an answer, and how the name of such a file ends.

const formats = `JSON JSONCompact JSONStrings JSONColumns JSONColumnsWithMetadata: json
JSONEachRow JSONStringsEachRow JSONCompactEachRow JSONCompactEachRowWithNames JSONCompactEachRowWithNamesAndTypes NDJSON: ndjson
CSV CSVWithNames CSVWithNamesAndTypes: csv
TSV TSVRaw TSVWithNames TSVWithNamesAndTypes TabSeparated TabSeparatedRaw TabSeparatedWithNames TabSeparatedWithNamesAndTypes: tsv
Pretty PrettyCompact PrettyNoEscapes PrettyCompactNoEscapes PrettySpace Vertical Values: txt
Markdown: md
XML: xml
Native: native
RowBinary RowBinaryWithNamesAndTypes: bin
Parquet: parquet
Arrow: arrow
ArrowStream: arrows
MsgPack: msgpack`;

/** Endings by ClickHouse's name of the format. https://clickhouse.com/docs/interfaces/formats */
export const sqlFormats: ReadonlyMap<string, string> = new Map(
  formats.split('\n').flatMap((line) => {
    const [names = '', ending = ''] = line.split(': ');
    return names.split(' ').map((name) => [name, ending] as const);
  }),
);

/** Those most programs read: what people call them, and ClickHouse. */
export const usualFormats = [
  ['NDJSON', 'JSONEachRow'],
  ['CSV', 'CSVWithNames'],
  ['TSV', 'TSVWithNames'],
  ['Parquet', 'Parquet'],
] as const;
