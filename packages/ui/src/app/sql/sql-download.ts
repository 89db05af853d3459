// An answer as a file, asked for anew and in full: the screen has only its first rows.
import { ApiError } from '../api/client.ts';
import { askSql, sqlLimits } from '../api/sql.ts';
import { saveFile } from '../parts/save-file.ts';
import { toast } from '../parts/toasts.tsx';
import { sqlFormats } from './sql-formats.ts';

/** Runs the query and saves what it answers, in the format of this name. */
export async function downloadSql(query: string, format: string): Promise<void> {
  toast('The download has begun; keep this page open until it is done');
  try {
    const answer = await askSql(query, format);
    saveFile(await answer.blob(), `result.${sqlFormats.get(format) ?? 'txt'}`);
  } catch (error) {
    const reason =
      error instanceof ApiError
        ? error.message
        : `The download broke off; it may have reached a limit (${sqlLimits}).`;
    toast(`${reason} Nothing was saved.`, 'error');
  }
}
