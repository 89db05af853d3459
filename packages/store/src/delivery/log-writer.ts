// What the delivery puts into the store, and what it asks of it.
import { readFile } from 'node:fs/promises';
import type { SealedSegment } from '@groundcrew/wal';
import type { LogSchema } from '../log-columns.ts';
import { name, render, sql } from '../sql.ts';
import type { RowRange } from './bisect.ts';
import { countRows, insertLogRows, insertRollUp } from './log-batch.ts';
import { mappedColumns, mappedLines } from '../mapping/mapped-lines.ts';
import type { Attempt } from './persist.ts';
import { insertRunRecords } from './run-records.ts';
import { harmlessSegment, readSegmentLines, segmentWithout } from './segment-lines.ts';
import { openStatements } from './statements.ts';
import type { Store } from '../client.ts';

/** Rows by day, as the store holds them of one batch. */
export type HeldRows = ReadonlyMap<string, number>;

export interface LogWriter {
  insertRows(segment: SealedSegment, without: readonly RowRange[], attempt: Attempt): Promise<void>;
  insertRollUps(batches: readonly bigint[], attempt: Attempt): Promise<void>;
  insertRuns(segment: SealedSegment, attempt: Attempt): Promise<void>;
  heldRows(batch: bigint, signal: AbortSignal): Promise<HeldRows>;
  /** Makes the table for dry runs anew and checks that the store takes a harmless line. */
  prepareProbe(batch: bigint, signal: AbortSignal): Promise<void>;
  /** Inserts a segment file's bytes into nothing. */
  probe(file: Buffer, batch: bigint, signal: AbortSignal): Promise<void>;
}

export interface LogWriterOptions {
  store: Store;
  schema: () => LogSchema;
  /** Finds request ids in text: see `MappedLinesOptions`. */
  requestIdPattern?: string | undefined;
}

export function openLogWriter({ store, schema, requestIdPattern }: LogWriterOptions): LogWriter {
  const { run, runWithFile } = openStatements(store);
  const mapped = (batch: bigint) => {
    const { promoted } = schema();
    const lines = mappedLines({ batch, promoted, requestIdPattern });
    return { columns: mappedColumns(promoted), mapped: lines };
  };

  async function probe(file: Buffer, batch: bigint, signal: AbortSignal) {
    const rows = { table: probeTable(batch), batch, ...mapped(batch), without: [] };
    const insert = insertLogRows({ ...rows, isMissingOnly: false, fence: undefined });
    await runWithFile(insert, file, { signal });
  }

  return {
    async insertRows(segment, without, attempt) {
      const { batch, path } = segment;
      const insert = { table: sql`groundcrew.logs`, batch, ...mapped(batch), without };
      const source = without.length === 0 ? path : await readWithout(path, without);
      await runWithFile(insertLogRows({ ...insert, ...attempt }), source, attempt);
    },
    async insertRollUps(batches, attempt) {
      await run(insertRollUp(batches, attempt), attempt);
    },
    async insertRuns({ path }, attempt) {
      await runWithFile(insertRunRecords(), path, attempt);
    },
    async heldRows(batch, signal) {
      const { text, parameters } = render(countRows(batch));
      const result = await store.client().query({
        query: text,
        query_params: parameters,
        format: 'JSONEachRow',
        abort_signal: signal,
      });
      const rows = await result.json<{ day: string; count: number }>();
      return new Map(rows.map((row) => [row.day, row.count]));
    },
    async prepareProbe(batch, signal) {
      const table = probeTable(batch);
      await run(sql`DROP TABLE IF EXISTS ${table} SYNC`, { signal });
      await run(sql`CREATE TABLE ${table} AS groundcrew.logs ENGINE = Null`, { signal });
      await probe(harmlessSegment(), batch, signal);
      // The real table too, with its only row left out.
      const none = { isMissingOnly: false, fence: undefined, without: [{ from: 0, to: 1 }] };
      const insert = { table: sql`groundcrew.logs`, batch, ...mapped(batch), ...none };
      await runWithFile(insertLogRows(insert), harmlessSegment(), { signal });
    },
    probe,
  };
}

/** The table for dry runs, of one log alone: its batches carry its id. */
const probeTable = (batch: bigint) => sql`groundcrew.${name(`logs_probe_${batch >> 40n}`)}`;

async function readWithout(path: string, without: readonly RowRange[]): Promise<Buffer> {
  return segmentWithout(readSegmentLines(await readFile(path)), without);
}
