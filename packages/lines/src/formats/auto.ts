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
const syslogDateShape =
  /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d/;
const syslogIsoShape = /^\d{4}-\d\d-\d\dT[\d:.]{8,25}(?:Z|[+-]\d\d:\d\d) [\w.-]+ [\w./-]+\[\d+\]: /;

interface Candidate {
  isShape: (start: string) => boolean;
  read: ReadLine;
}

const json: Candidate = { isShape: () => true, read: readJson };
const priority: Candidate = { isShape: () => true, read: readSyslog };
const nginxError: Candidate = {
  isShape: (start) => nginxErrorShape.test(start),
  read: readNginxError,
};
const apacheError: Candidate = {
  isShape: (start) => apacheErrorShape.test(start),
  read: readApacheError,
};
const syslogDate: Candidate = { isShape: (start) => syslogDateShape.test(start), read: readSyslog };
const syslogIso: Candidate = { isShape: (start) => syslogIsoShape.test(start), read: readSyslog };
const logfmt: Candidate = { isShape: (start) => logfmtShape.test(start), read: readLogfmt };
const access: Candidate = {
  isShape: (start) =>
    start.includes(' [') &&
    accessShape.test(start) &&
    !syslogDateShape.test(start) &&
    !syslogIsoShape.test(start),
  read: readAccess,
};

const byFirst: ReadonlyMap<string, readonly Candidate[]> = new Map<string, readonly Candidate[]>([
  ['{', [json]],
  ['<', [priority]],
  ['[', [apacheError]],
  ...'0123456789'.split('').map((digit) => [digit, [access, nginxError, syslogIso]] as const),
]);
const others: readonly Candidate[] = [access, syslogDate, logfmt];

/** A reader that remembers what the last line was and tries that first. */
export function autoReader(): ReadLine {
  let last: Candidate | undefined;
  return (text, context) => {
    const start = text.length > shapeLength ? text.slice(0, shapeLength) : text;
    const candidates = byFirst.get(text.charAt(0)) ?? others;
    if (last && candidates.includes(last)) {
      const found = attempt(last, text, start, context);
      if (found) return found;
    }
    for (const candidate of candidates) {
      const found = candidate === last ? undefined : attempt(candidate, text, start, context);
      if (!found) continue;
      last = candidate;
      return found;
    }
    return readText(text, context);
  };
}

function attempt(
  candidate: Candidate,
  text: string,
  start: string,
  context: LineContext,
): FoundLine | undefined {
  return candidate.isShape(start) ? candidate.read(text, context) : undefined;
}
