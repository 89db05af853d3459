// The attributes of a segment's first rows before they are in the table `logs`: in a table that exists meanwhile.
import type { SealedSegment } from '@groundcrew/wal';
import type { Store } from '../client.ts';
import { mappedLines } from '../mapping/mapped-lines.ts';
import { name, sql, type SqlPart } from '../sql.ts';
import { type How, openStatements } from './statements.ts';

const dropMs = 5_000;

export interface SampleRows {
  segment: SealedSegment;
  requestIdPattern: string | undefined;
  rowsMax: number;
}

/** Calls `read` with a table that has the column `attributes`, and removes it afterwards. Throws what the store does. */
export async function withSampleRows<T>(
  store: Store,
  { segment: { batch, path }, requestIdPattern, rowsMax }: SampleRows,
  read: (table: SqlPart) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const { run, runWithFile } = openStatements(store);
  // Of one log alone: its batches carry its id.
  const table = sql`groundcrew.${name(`logs_sample_${batch >> 40n}`)}`;
  const drop = (how: How) => run(sql`DROP TABLE IF EXISTS ${table} SYNC`, how);
  await drop({ signal });
  await run(sql`CREATE TABLE ${table} (attributes Map(String, String)) ENGINE = Memory`, {
    signal,
  });
  try {
    const range = { from: 0, to: rowsMax };
    const lines = mappedLines({ batch, promoted: new Map(), requestIdPattern, range });
    const rows = sql`SELECT attributes FROM (${lines})`;
    const insert = sql`INSERT INTO ${table} (attributes) ${rows} FORMAT RowBinary`;
    await runWithFile(insert, path, { signal });
    return await read(table);
  } finally {
    // Also when there was no time left for the rest.
    await drop({ signal: AbortSignal.timeout(dropMs) });
  }
}
