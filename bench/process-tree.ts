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

/** Where a mapping of memory begins in the list of a process: address range, rights, offset, device, inode, path. */
const mappingLine = /^[0-9a-f]+-[0-9a-f]+ \S+ ([0-9a-f]+) \S+ (\d+) +(.*)$/;

/**
 * Resident memory of the tree in MB. Pages of files (programs, libraries) count too, those that several of its
 * processes have mapped once: they are in memory once.
 */
export function residentMb(root: number): number {
  let ownKib = 0;
  const fileKib = new Map<string, number>();
  for (const pid of processTree(root)) {
    const inProcess = new Map<string, number>();
    let mapping = '';
    let residentKib = 0;
    for (const line of read(`/proc/${pid}/smaps`).split('\n')) {
      const begin = mappingLine.exec(line);
      if (begin) mapping = begin[2] === '0' ? '' : `${begin[2]} ${begin[1]}`;
      else if (line.startsWith('Rss:')) residentKib = kibOf(line);
      else if (line.startsWith('Anonymous:')) {
        const anonymousKib = mapping === '' ? residentKib : kibOf(line);
        ownKib += anonymousKib;
        const known = inProcess.get(mapping) ?? 0;
        inProcess.set(mapping, known + residentKib - anonymousKib);
      }
    }
    for (const [file, kib] of inProcess) fileKib.set(file, Math.max(kib, fileKib.get(file) ?? 0));
  }
  const filesKib = [...fileKib.values()].reduce((sum, kib) => sum + kib, 0);
  return ((ownKib + filesKib) * 1024) / 1e6;
}

const kibOf = (line: string) => Number(/(\d+) kB$/.exec(line)?.[1] ?? 0);

/** Samples the tree's resident memory until stopped; returns the highest. */
export function watchPeakMb(root: number): () => number {
  let peak = 0;
  // Adding it up walks the page tables: more often would cost what is measured.
  const timer = setInterval(() => (peak = Math.max(peak, residentMb(root))), 500);
  return () => {
    clearInterval(timer);
    return Math.max(peak, residentMb(root));
  };
}
