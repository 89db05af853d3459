// Whether the kernel killed for want of memory: its own counters, read before and after. A counter says that something
// was killed here, not what; together with the program's SIGKILL that is as good as can be known.
import { readFileSync } from 'node:fs';

/** Kills for want of memory so far, as near to this process as the kernel counts them; undefined where it does not. */
export function memoryKills(): number | undefined {
  for (const [path, name] of sources()) {
    const count = counter(path, name);
    if (count !== undefined) return count;
  }
  return undefined;
}

/** The memory controller of the own control group (version 2, then 1), else the whole machine. */
function sources(): [string, string][] {
  const lines = text('/proc/self/cgroup').split('\n');
  const two = lines.find((line) => line.startsWith('0::'))?.slice(3);
  const one = lines
    .find((line) => /^\d+:([^:]*,)?memory[,:]/.test(line))
    ?.replace(/^[^:]*:[^:]*:/, '');
  return [
    ...(two === undefined
      ? []
      : [[`/sys/fs/cgroup${two}/memory.events`, 'oom_kill'] as [string, string]]),
    ...(one === undefined
      ? []
      : [[`/sys/fs/cgroup/memory${one}/memory.oom_control`, 'oom_kill'] as [string, string]]),
    ['/proc/vmstat', 'oom_kill'],
  ];
}

function counter(path: string, name: string): number | undefined {
  const value = new RegExp(`^${name} (\\d+)$`, 'm').exec(text(path))?.[1];
  return value === undefined ? undefined : Number(value);
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
