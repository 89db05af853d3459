// What single lines of stack traces look like. Each expression looks at bounded text or at the start only.

/** How a line of a trace relates to the lines before it. */
export type Verdict = 'joins' | 'perhaps' | 'ends';

/** Longer lines are judged by their start: no frame is that long. */
const judgedLength = 2048;

/** The part of a line that is looked at. */
export const judged = (line: string): string =>
  line.length > judgedLength ? line.slice(0, judgedLength) : line;

const frame = /^\s+at (?:async |new )?\S.{0,2000}(?:\)|:\d+|<anonymous>|:line \d+)(?:,| \{)?$/;
const elided =
  /^\s+\.\.\. (?:\d+ (?:more|common frames omitted|lines? matching)|\d+ .{0,60}omitted)/;
const inner =
  /^\s*(?:Caused by: |Suppressed: |Wrapped by: |-+> |--- End of |\[(?:cause|errors|error)\])/;
const locks = /^\s+- (?:locked|waiting|parking|eliminated) /;

/** A frame of Java, Node, .NET or a browser, or a line that only stands among such frames. */
export const isAtLine = (line: string): boolean =>
  frame.test(line) || elided.test(line) || inner.test(line) || locks.test(line);

/** A line in a trace whose message may go on over further lines before the next frame. */
export const isInnerHead = (line: string): boolean => inner.test(line);

/** `java.lang.IllegalStateException: message`, `Error: message`, `Exception in thread "main" …`. */
export const isExceptionHead = (line: string): boolean =>
  /^(?:Exception in thread "|Unhandled exception[.:]|Uncaught |(?:[\w$]{1,80}[./])*[\w$]{0,80}(?:Exception|Error|Throwable)(?:: | \[|$| \())/.test(
    line,
  );

/** Where Node shows the source of what was thrown: `/srv/app.js:8`. */
export const isNodeSource = (line: string): boolean =>
  /^(?:file:\/\/|node:|\/|[A-Z]:\\)[^\s"'()[\]{}]{1,500}:\d{1,9}$/.test(line);

/** A line that a logger wrote begins a record of its own. */
export const isLogLine = (line: string): boolean =>
  /^(?:\[?\d{4}[-/]\d\d[-/]\d\d[T ]|\[?\d\d[:/.-]\d\d|\[?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|SEVERE)[\]: ]|[DIWEF], \[|[IWEF]\d{4} |[A-Z][a-z]{2} [ \d]\d \d\d:|\{")/.test(
    line,
  );

/** Words of a line after which a trace is expected. */
export const announces = (line: string): boolean =>
  /error|exception|fail|fatal|critical|severe|panic|warn|unhandled|uncaught|crash|traceback|\bERR\b|^[EF]\d{4} /i.test(
    line.length > 512 ? line.slice(0, 512) : line,
  );
