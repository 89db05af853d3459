// Families of stack traces: how one begins, and which lines go on with it.
import type { Verdict } from './trace-lines.ts';
import { isAtLine, isExceptionHead, isInnerHead, isLogLine, isNodeSource } from './trace-lines.ts';

/** What a trace is and how far it has come. */
export interface Trace {
  readonly family: Family;
  /** The exception's own lines, whose text may be anything, go on until the first frame. */
  isHead: boolean;
  /** Python: the exception is named, the trace may be over. Go on only with what chains it to another. */
  isNamed: boolean;
  /** Node: members of an error are being listed, up to the brace that closes them. */
  isOpen: boolean;
}

type Family = 'python' | 'group' | 'at' | 'go' | 'ruby' | 'php' | 'console' | 'header';

/** The start of a trace, and when the line before it belongs to the same record. */
export interface Opening {
  trace: Trace;
  attaches: 'always' | 'announced' | 'never';
}

const opening = (
  family: Family,
  attaches: Opening['attaches'],
  state: Partial<Omit<Trace, 'family'>> = {},
): Opening => ({
  attaches,
  trace: { family, isHead: false, isNamed: false, isOpen: false, ...state },
});

const head = { isHead: true };
const traceback = /^(?:Traceback|Stack) \(most recent call last\):$/;
const groupTraceback = /^\s+\+ Exception Group Traceback \(most recent call last\):$/;
const syntaxFile = /^ {2}File "[^"]{1,1000}", line \d+$/;
/** What a runtime says of an exception that nobody caught: no logger announces it. */
const uncaught = /^(?:Exception in thread "|Unhandled exception[.:])/;
const rubyFrame =
  /^\s*(?:\d+: )?(?:from )?(?:[^\s:"]{1,500}\.(?:rb|rake|ru|erb)|<internal:[^>]{1,200}>|\(irb\)|-e):\d+:in /;
const phpLine = /^(?:#\d+ |(?:PHP )?Stack trace:$|\[stacktrace\]$|PHP +\d+\. )/;
const javaUtilLogging = /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M \S/;
const dotnetConsole = /^(?:trce|dbug|info|warn|fail|crit): \S{1,300}\[\d+\]$/;

/** How a line begins a trace; undefined when it does not. */
export function openingOf(line: string): Opening | undefined {
  const first = line.charCodeAt(0);
  if (first === 0x20 || first === 0x09) return indentedOpening(line);
  if (traceback.test(line)) return opening('python', 'announced');
  if (uncaught.test(line)) return opening('at', 'never', head);
  if (isExceptionHead(line))
    return opening('at', 'announced', { ...head, isOpen: line.endsWith('{') });
  if (/^goroutine \d+ .{0,200}\]:$/.test(line)) return opening('go', 'announced');
  if (/^(?:panic: |fatal error: |SIG[A-Z]{3,6}: )/.test(line)) return opening('go', 'never', head);
  // Ruby's own report names the class; a logger's line, which has said it, goes before bare frames.
  if (rubyFrame.test(line))
    return opening('ruby', line.endsWith(')') ? 'never' : 'announced', head);
  if (phpLine.test(line)) return opening('php', 'announced');
  if (/^(?:\[.{10,60}\] )?(?:PHP )?Fatal error: {1,2}Uncaught /.test(line))
    return opening('php', 'never', head);
  if (isNodeSource(line)) return opening('at', 'never', head);
  if (dotnetConsole.test(line)) return opening('console', 'never');
  return javaUtilLogging.test(line) ? opening('header', 'never') : undefined;
}

function indentedOpening(line: string): Opening | undefined {
  if (isAtLine(line)) return opening('at', 'always', { isOpen: opensMembers(line) });
  if (groupTraceback.test(line)) return opening('group', 'announced');
  if (syntaxFile.test(line)) return opening('python', 'never');
  if (rubyFrame.test(line)) return opening('ruby', 'announced');
  return traceback.test(line.trimStart()) ? opening('python', 'announced') : undefined;
}

/** Whether a line goes on with a trace. May change how far the trace has come. */
export function verdict(trace: Trace, line: string, waiting: number): Verdict {
  return judges[trace.family](trace, line, waiting);
}

type Judge = (trace: Trace, line: string, waiting: number) => Verdict;

const judges: Readonly<Record<Family, Judge>> = {
  python: pythonVerdict,
  group: groupVerdict,
  at: atVerdict,
  go: goVerdict,
  ruby: rubyVerdict,
  php: phpVerdict,
  console: (_, line) => (line.startsWith('      ') ? 'joins' : 'ends'),
  header: (trace, line) => {
    if (trace.isNamed) return 'ends';
    trace.isNamed = true;
    return /^[A-Z]{4,8}: /.test(line) ? 'joins' : 'ends';
  },
};

const isBlank = (line: string) => line.trim() === '';
/** An empty line belongs to a trace only when more of the trace follows it. */
const blankVerdict = (waiting: number): Verdict => (waiting === 0 ? 'perhaps' : 'ends');
/** A message of several lines belongs to its trace once a frame follows. */
const messageVerdict = (line: string): Verdict => (isLogLine(line) ? 'ends' : 'perhaps');

const chained =
  /^(?:During handling of the above exception, another exception occurred:|The above exception was the direct cause of the following exception:)$/;
const namedException =
  /^(?!(?:TRACE|DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL|NOTICE):)(?:[A-Za-z_][\w.<>]{0,300}: |[\w.<>]{0,300}(?:Error|Exception|Exit|Interrupt|Warning|Iteration|Group|Timeout)(?::|$)|(?:[A-Za-z_][\w<>]*\.){1,20}[A-Z]\w*$)/;
/** What database drivers add below their errors. */
const driverNote =
  /^(?:\[(?:SQL|parameters): |\(Background on this error|(?:DETAIL|HINT|CONTEXT|LINE \d+): |\s+\^)/;

function pythonVerdict(trace: Trace, line: string, waiting: number): Verdict {
  if (chained.test(line)) return restart(trace);
  if (isBlank(line)) return trace.isHead ? 'joins' : blankVerdict(waiting);
  if (traceback.test(line)) {
    if (!trace.isHead) return 'ends';
    trace.isHead = false;
    return 'joins';
  }
  if (waiting > 0 || trace.isHead) return 'ends';
  if (trace.isNamed) return driverNote.test(line) ? 'joins' : 'ends';
  if (/^\s/.test(line)) return 'joins';
  trace.isNamed = true;
  return namedException.test(line) ? 'joins' : 'ends';
}

/** Another exception follows: an empty line, and a trace from its beginning. */
function restart(trace: Trace): Verdict {
  trace.isHead = true;
  trace.isNamed = false;
  return 'joins';
}

function groupVerdict(trace: Trace, line: string, waiting: number): Verdict {
  if (/^\s+[|+]/.test(line)) return 'joins';
  return pythonVerdict(trace, line, waiting) === 'joins' && (isBlank(line) || chained.test(line))
    ? 'joins'
    : isBlank(line)
      ? blankVerdict(waiting)
      : 'ends';
}

const opensMembers = (line: string) => / (?:\{|\[)$/.test(line);

function atVerdict(trace: Trace, line: string, waiting: number): Verdict {
  if (isAtLine(line)) {
    trace.isHead = isInnerHead(line);
    trace.isOpen ||= opensMembers(line);
    return 'joins';
  }
  if (trace.isOpen) return memberVerdict(trace, line);
  if (/^Node\.js v\d/.test(line)) return 'joins';
  if (trace.isHead) return messageVerdict(line);
  return isBlank(line) ? blankVerdict(waiting) : 'ends';
}

function memberVerdict(trace: Trace, line: string): Verdict {
  if (/^[}\]]/.test(line)) {
    trace.isOpen = false;
    return 'joins';
  }
  return /^\s/.test(line) || isBlank(line) ? 'joins' : 'ends';
}

const goLine =
  /^(?:goroutine \d+ |\t|created by |\[signal |\[originating |exit status \d+$|runtime stack:$|panic: |\.\.\.|(?:r[a-z0-9]{1,5}|e?flags|[cfg]s|x\d+|lr|sp|pc) +0x)/;

function goVerdict(trace: Trace, line: string, waiting: number): Verdict {
  if (goLine.test(line)) {
    trace.isHead = false;
    return 'joins';
  }
  if (isBlank(line)) return blankVerdict(waiting);
  // A function: its file follows on a line of its own.
  if (/^[\w./*()\-·[\]{}$%,~]{1,500}\(.*\)$/.test(line)) return 'perhaps';
  return trace.isHead ? messageVerdict(line) : 'ends';
}

function rubyVerdict(trace: Trace, line: string, waiting: number): Verdict {
  if (rubyFrame.test(line)) {
    trace.isHead = !/^\s/.test(line) && line.endsWith(')');
    return 'joins';
  }
  if (trace.isHead) return messageVerdict(line);
  return isBlank(line) ? blankVerdict(waiting) : 'ends';
}

function phpVerdict(trace: Trace, line: string, waiting: number): Verdict {
  if (phpLine.test(line) || /^(?: {2}thrown in |Next [\w\\]|"\} *$)/.test(line)) {
    trace.isHead = line.startsWith('Next ');
    return 'joins';
  }
  if (trace.isHead) return messageVerdict(line);
  return isBlank(line) ? blankVerdict(waiting) : 'ends';
}
