// Downloads without a limit: the browser writes the stream to disk itself, or we do when a token is needed.
import { apiAddress, hasToken, request } from '../api/client.ts';
import { type LogQuestion, spanParameters } from '../api/logs.ts';
import { saveAddress, saveFile } from '../parts/save-file.ts';
import { toast } from '../parts/toasts.tsx';

/** Forms of a download. */
export type DownloadFormat = 'ndjson' | 'csv';

/** Which end of time comes first. */
export type DownloadOrder = 'asc' | 'desc';

interface DownloadOptions {
  readonly format: DownloadFormat;
  readonly order: DownloadOrder;
  /** Those on screen, which CSV has. */
  readonly columns: readonly string[];
}

/** Saves all lines of a search. */
export async function download(
  question: LogQuestion,
  { format, order, columns }: DownloadOptions,
): Promise<void> {
  const parameters = {
    ...spanParameters(question),
    format,
    order,
    ...(format === 'csv' ? { column: ['time', 'level', 'body', ...columns] } : {}),
  };
  if (!hasToken()) {
    saveAddress(apiAddress('/api/logs/export', parameters), `logs.${format}`);
    toast('The download has begun');
    return;
  }
  toast('The download has begun; keep this page open until it is done');
  try {
    const answer = await request('/api/logs/export', { parameters, accept: '*/*' });
    saveFile(await answer.blob(), `logs.${format}`);
  } catch {
    toast(
      'The download broke off. Nothing was saved; try again, or choose a shorter time range.',
      'error',
    );
  }
}
