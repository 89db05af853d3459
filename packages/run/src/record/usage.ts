// CPU time and memory of a program and what it started, from /proc. Sampled: what a process does between the last look
// and its end is not seen. All zero where there is no /proc.
import { readFileSync } from 'node:fs';

/** Linux reports CPU time in hundredths of a second on every architecture: USER_HZ. */
const msPerTick = 10;
/** More processes than this are not looked at: a sample must stay cheap. */
const processesMax = 200;

/** One look at a tree of processes. */
export interface Usage {
  userMs: number;
  systemMs: number;
  /** Resident memory of all of them now. */
  memoryBytes: number;
  /** The most the first of them ever had. */
  peakBytes: number;
}

/** What the process `root` and its descendants use now. */
export function usageOf(root: number): Usage {
  const usage: Usage = { userMs: 0, systemMs: 0, memoryBytes: 0, peakBytes: 0 };
  const pids = [root];
  for (let index = 0; index < pids.length && index < processesMax; index++) {
    const pid = pids[index] ?? 0;
    const fields = statFields(pid);
    // Own time and that of children it has waited for.
    usage.userMs += (numberAt(fields, 11) + numberAt(fields, 13)) * msPerTick;
    usage.systemMs += (numberAt(fields, 12) + numberAt(fields, 14)) * msPerTick;
    const status = text(`/proc/${pid}/status`);
    usage.memoryBytes += kilobytes(status, 'VmRSS');
    if (pid === root) usage.peakBytes = kilobytes(status, 'VmHWM');
    for (const child of text(`/proc/${pid}/task/${pid}/children`).split(' ')) {
      if (child !== '') pids.push(Number(child));
    }
  }
  return usage;
}

/** CPU time of all ended children that this process has waited for: exact, to a hundredth of a second. */
export function endedChildrenCpu(): { userMs: number; systemMs: number } {
  const fields = statFields('self');
  return { userMs: numberAt(fields, 13) * msPerTick, systemMs: numberAt(fields, 14) * msPerTick };
}

/** The fields after the name, which may hold spaces and parentheses: the state is the first. */
function statFields(pid: number | 'self'): string[] {
  const stat = text(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

const numberAt = (fields: readonly string[], index: number) => Number(fields[index] ?? 0) || 0;

function kilobytes(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1024;
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
