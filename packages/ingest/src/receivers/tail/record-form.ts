// From the lines of a file to records, by the format the configuration names.
import {
  createLineParser,
  type Grok,
  type LineFormat,
  membersOf,
  RecordJoiner,
} from '@groundcrew/lines';
import { cutAttribute } from '@groundcrew/model';
import type { LineLimits } from '../../framing/lines.ts';
import type { RecordForm } from '../../tail/cut-records.ts';

/** What the configuration says about the lines. */
export interface LineOptions {
  format: LineFormat;
  /** What the format `grok` reads by. */
  grok?: Grok | undefined;
  joinLines: boolean;
}

/** What is known where lines are read. */
export interface LineSurroundings {
  limits: LineLimits;
  /** The time of lines that have none. */
  nowNs: () => bigint;
}

/** The form of the lines of a file. */
export function recordForm(
  { format, grok, joinLines }: LineOptions,
  { limits, nowNs }: LineSurroundings,
): (logPath: string) => RecordForm {
  const parse = createLineParser(format, grok && { grok });
  return (logPath) => {
    const file = membersOf({ file: logPath });
    return {
      maxLineBytes: limits.maxLineBytes,
      ...(joinLines && { openJoiner }),
      write(text, originalBytes) {
        if (text.trim() === '') return undefined;
        const added =
          originalBytes === undefined
            ? file
            : membersOf({ file: logPath, [cutAttribute]: originalBytes });
        return parse(text, nowNs(), added);
      },
    };
  };
}

function openJoiner(onRecord: (text: string, lines: number) => void) {
  const joiner = new RecordJoiner({ onRecord: (text, _, lines) => onRecord(text, lines) });
  return { push: (line: string) => joiner.push(line, undefined), end: () => joiner.end() };
}
