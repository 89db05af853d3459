// An answer as a file, asked for anew and in full: the screen has only its first rows.
import { ApiError } from '../api/client.ts';
import { askSql, sqlLimits } from '../api/sql.ts';
import { saveFile } from '../parts/save-file.ts';
import { toast } from '../parts/toasts.tsx';

/** Forms of a file, with ClickHouse's names of them. */
export const sqlFiles = {
  ndjson: 'JSONEachRow',
  csv: 'CSVWithNames',
  tsv: 'TSVWithNames',
  parquet: 'Parquet',
} as const;

export type SqlFile = keyof typeof sqlFiles;

/** Runs the query and saves what it answers. */
export async function downloadSql(query: string, file: SqlFile): Promise<void> {
  toast('The download has begun; keep this page open until it is done');
  try {
    const answer = await askSql(query, sqlFiles[file]);
    saveFile(await answer.blob(), `result.${file}`);
  } catch (error) {
    const reason =
      error instanceof ApiError
        ? error.message
        : `The download broke off; it may have reached a limit (${sqlLimits}).`;
    toast(`${reason} Nothing was saved.`, 'error');
  }
}
