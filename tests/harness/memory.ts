// How much memory a process has, for tests of what stays in it.
import { readFileSync } from 'node:fs';

/** Bytes of a process that are in memory, pages of program files among them. */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}
