// Reads strace's output: each call once, with the lines between which it ran.

/** A system call; `begin` and `end` are the numbers of the lines on which it was entered and returned. */
export interface SystemCall {
  name: string;
  /** The arguments as strace shows them. */
  text: string;
  /** What it returned; undefined when it never did. */
  result: number | undefined;
  begin: number;
  end: number;
}

const whole = /^(\d+) +(\w+)\((.*)\) += (-?\d+)/;
const unfinished = /^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$/;
const resumed = /^(\d+) +<\.\.\. (\w+) resumed>(.*)\) += (-?\d+)/;

/** The calls of all threads, in the order in which they were entered. */
export function parseSystemCalls(output: string): SystemCall[] {
  const calls: SystemCall[] = [];
  const open = new Map<string, SystemCall>();
  for (const [line, text] of output.split('\n').entries()) {
    const begun = whole.exec(text) ?? unfinished.exec(text);
    if (begun) {
      const [, thread = '', name = '', args = '', result] = begun;
      const isOver = result !== undefined;
      const call = { name, text: args, result: isOver ? Number(result) : undefined };
      calls.push({ ...call, begin: line, end: isOver ? line : Infinity });
      const last = calls.at(-1);
      if (!isOver && last) open.set(thread, last);
      continue;
    }
    const [, thread = '', , rest = '', result] = resumed.exec(text) ?? [];
    const call = open.get(thread);
    if (!call || result === undefined) continue;
    call.text += rest;
    call.result = Number(result);
    call.end = line;
    open.delete(thread);
  }
  return calls;
}

/** The path or socket that strace -y shows behind the first file descriptor. */
export const fileOf = ({ text }: SystemCall): string => /^\d+<([^>]*)>/.exec(text)?.[1] ?? '';

/** The first file descriptor. */
export const descriptorOf = ({ text }: SystemCall): string => /^\d+/.exec(text)?.[0] ?? '';
