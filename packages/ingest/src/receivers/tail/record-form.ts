// From the lines of a file to records, by the format the configuration names.
import { quoteJson } from '@groundcrew/model';
import type { LineLimits } from '../../framing/lines.ts';
import type { RecordForm } from '../../tail/cut-records.ts';

/** What the configuration says about the lines. */
export interface LineOptions {
  format: string;
  pattern?: string | undefined;
  joinLines: boolean;
}

/** The form of the lines of a file. */
export function recordForm(
  _options: LineOptions,
  { limits }: { limits: LineLimits; nowNs: () => bigint },
): (logPath: string) => RecordForm {
  return (logPath) => ({
    maxLineBytes: limits.maxLineBytes,
    write: (text) =>
      text.trim() === ''
        ? undefined
        : text.startsWith('{"') && text.endsWith('}')
          ? `${text.slice(0, -1)},"file":${quoteJson(logPath)}}`
          : `{"message":${quoteJson(text)},"file":${quoteJson(logPath)}}`,
  });
}
