// Waiting until a server has done what its load left to do, so that merging and writing count as part of the cost.
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../load.ts';
import type { Peer } from '../peers/peer.ts';
import { cpuSeconds } from '../process-tree.ts';
import { say } from './figures.ts';
import type { Supply } from './supply.ts';

const quietCpuShare = 0.05;
const patienceMs = 300_000;

/** `du` complains of files that went while it looked, and adds up the others. */
export const megabytesOnDisk = (folder: string) =>
  Number(spawnSync('du', ['-sb', folder], { encoding: 'utf8' }).stdout.split('\t')[0]) / 1e6;

/**
 * Waits until nothing more happens and all rows of the supply can be found; resolves with the CPU seconds used by then,
 * the count not among them. A server that is quiet and keeps to another number of rows is not waited for.
 */
export async function settle(peer: Peer, supply: Supply, windowMs = 6000): Promise<number> {
  await peer.flush?.();
  await sleep(peer.memoryMs ?? 0);
  let cpu = await untilQuiet(peer, windowMs);
  let found = await peer.countRows();
  for (let sameCounts = 0; found !== supply.lines && sameCounts < 3;) {
    cpu = await untilQuiet(peer, windowMs);
    const before = found;
    found = await peer.countRows();
    sameCounts = found === before ? sameCounts + 1 : 0;
  }
  if (found !== supply.lines) supply.correctTo(found);
  return cpu;
}

async function untilQuiet(peer: Peer, windowMs: number): Promise<number> {
  let size = megabytesOnDisk(peer.dataFolder);
  let cpu = cpuSeconds(peer.pid);
  const isQuiet = async () => {
    const [sizeBefore, cpuBefore] = [size, cpu];
    await sleep(windowMs);
    size = megabytesOnDisk(peer.dataFolder);
    cpu = cpuSeconds(peer.pid);
    const used = cpu - cpuBefore;
    return used < (quietCpuShare * windowMs) / 1000 && Math.abs(size - sizeBefore) < 1;
  };
  await waitUntil('quiet', isQuiet, { deadlineMs: patienceMs, everyMs: 0 }).catch(() =>
    say(`*** ${peer.name} is not quiet after ${patienceMs / 1000} s: going on ***`),
  );
  return cpu;
}
