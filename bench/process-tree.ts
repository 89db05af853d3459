// CPU time and memory of a process and all below it, from /proc (Linux).
import { readdirSync, readFileSync } from 'node:fs';

const clockTicksPerSecond = 100;

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The process and its descendants that live now. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const stat = read(`/proc/${pid}/stat`);
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

/** User and system CPU seconds of the tree, of its living processes. */
export function cpuSeconds(root: number): number {
  let ticks = 0;
  for (const pid of processTree(root)) {
    const stat = read(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  }
  return ticks / clockTicksPerSecond;
}

/** Resident memory of the tree in MB, file-backed pages of shared libraries included. */
export function residentMb(root: number): number {
  let kib = 0;
  for (const pid of processTree(root)) {
    kib += Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
  }
  return (kib * 1024) / 1e6;
}

/** Samples the tree's resident memory until stopped; returns the highest. */
export function watchPeakMb(root: number): () => number {
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, residentMb(root))), 100);
  return () => {
    clearInterval(timer);
    return Math.max(peak, residentMb(root));
  };
}
