// Downloads of a search, without a limit.
import { type LogQuestion, spanParameters } from '../api/logs.ts';
import { saveAnswer } from '../parts/save-answer.ts';

/** Forms of a download; CSV has the columns on screen, or all there are with the attributes as JSON. */
export type DownloadFormat = 'ndjson' | 'csv' | 'csv-all';

/** Which end of time comes first. */
export type DownloadOrder = 'asc' | 'desc';

interface DownloadOptions {
  readonly format: DownloadFormat;
  readonly order: DownloadOrder;
  /** Those on screen. */
  readonly columns: readonly string[];
}

/** Saves all lines of a search. */
export function download(
  question: LogQuestion,
  { format, order, columns }: DownloadOptions,
): Promise<void> {
  const form = format === 'ndjson' ? 'ndjson' : 'csv';
  const parameters = {
    ...spanParameters(question),
    format: form,
    order,
    ...(format === 'csv' ? { column: ['time', 'level', 'body', ...columns] } : {}),
  };
  const remedy = 'try again, or choose a shorter time range';
  return saveAnswer('/api/logs/export', parameters, `logs.${form}`, remedy);
}
