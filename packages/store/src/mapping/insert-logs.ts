// The whole statement that puts a segment's lines into a table.
import { sql, type SqlPart } from '../sql.ts';
import { mappedColumns, mappedLines, type MappedLinesOptions } from './mapped-lines.ts';

/** `INSERT INTO <table> … SELECT … FROM input(…) FORMAT RowBinary`; the segment file is the request's body. */
export function insertLogs(options: MappedLinesOptions & { table?: SqlPart }): SqlPart {
  const table = options.table ?? sql`groundcrew.logs`;
  return sql`INSERT INTO ${table} (${mappedColumns(options.promoted)}) ${mappedLines(options)} FORMAT RowBinary`;
}
