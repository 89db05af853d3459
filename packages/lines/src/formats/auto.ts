// Recognises the format of each line by its shape. A line never depends on the lines before it: those only say which
// format is tried first, and formats that share a first character cannot both match.
import { readAccess } from './access.ts';
import { readApacheError } from './apache-error.ts';
import type { FoundLine, LineContext, ReadLine } from './format.ts';
import { readJson } from './json.ts';
import { readLogfmt } from './logfmt.ts';
import { readNginxError } from './nginx-error.ts';
import { readSyslog } from './syslog.ts';
import { readText } from './text.ts';

/** Looks so far for what tells formats apart. */
const shapeLength = 300;

const logfmtShape = /^[ \t]*[A-Za-z_@][\w.@/-]{0,63}=/;
const accessShape = / \[\d\d\/[A-Z][a-z]{2}\/\d{4}[: ]\d\d:\d\d:\d\d/;
const nginxErrorShape = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[[a-z]{4,6}\] \d+#\d+: /;
const apacheErrorShape = /^\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:/;
const syslogShape =
  /^(?:<\d{1,3}>|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.]{8,25}(?:Z|[+-]\d\d:\d\d) [\w.-]+ [\w./-]+\[\d+\]: )/;

interface Candidate {
  isShape(text: string, start: string): boolean;
  read: ReadLine;
}

const candidates: readonly Candidate[] = [
  { isShape: (text) => text.startsWith('{'), read: readJson },
  { isShape: (_, start) => nginxErrorShape.test(start), read: readNginxError },
  { isShape: (_, start) => apacheErrorShape.test(start), read: readApacheError },
  { isShape: (_, start) => syslogShape.test(start), read: readSyslog },
  {
    isShape: (_, start) =>
      !start.startsWith('[') &&
      start.includes(' [') &&
      accessShape.test(start) &&
      !syslogShape.test(start),
    read: readAccess,
  },
  { isShape: (_, start) => logfmtShape.test(start), read: readLogfmt },
];

/** A reader that remembers what the last line was and tries that first. */
export function autoReader(): ReadLine {
  let last = candidates[0];
  return (text, context) => {
    const start = text.length > shapeLength ? text.slice(0, shapeLength) : text;
    const found = last && attempt(last, text, start, context);
    if (found) return found;
    for (const candidate of candidates) {
      const read = candidate === last ? undefined : attempt(candidate, text, start, context);
      if (!read) continue;
      last = candidate;
      return read;
    }
    return readText(text, context);
  };
}

function attempt(
  { isShape, read }: Candidate,
  text: string,
  start: string,
  context: LineContext,
): FoundLine | undefined {
  return isShape(text, start) ? read(text, context) : undefined;
}
