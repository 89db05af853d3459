// What a server under attack must keep: its process, its memory and its answers to others.
import assert from 'node:assert/strict';
import { residentBytes } from '../harness/memory.ts';
import type { Server } from '../harness/server.ts';

const mib = 1024 * 1024;

/** Resident memory of the gateway now, in MiB. */
export function memoryMib(server: Server): number {
  return residentBytes(server.pid) / mib;
}

/** Looks at the memory all the time; the function that ends it returns the highest value seen. */
export function watchMemory(server: Server): () => number {
  let peak = memoryMib(server);
  const look = () => {
    peak = Math.max(peak, memoryMib(server));
  };
  // A test that fails before it ends the watch must still end.
  const timer = setInterval(look, 20).unref();
  return () => {
    clearInterval(timer);
    look();
    return peak;
  };
}

/** Asks for /healthz again and again; the function that ends it returns how long each answer took, sorted. */
export function watchHealth(server: Server, pauseMs = 10): () => Promise<number[]> {
  const tookMs: number[] = [];
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      const startMs = performance.now();
      const answer = await fetch(`${server.url}/healthz`);
      assert.equal(answer.status, 200);
      await answer.arrayBuffer();
      tookMs.push(performance.now() - startMs);
      await new Promise((wake) => setTimeout(wake, pauseMs));
    }
  })();
  // A failure is told when the watch ends.
  asking.catch(() => undefined);
  return async () => {
    isOver = true;
    await asking;
    return tookMs.sort((a, b) => a - b);
  };
}

/** The value below which `share` of the sorted values lie. */
export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** The sum of a metric over all its labels that match. */
export async function metric(server: Server, name: string, labels = /^/): Promise<number> {
  const text = await fetch(`${server.url}/metrics`).then((answer) => answer.text());
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith(name) && /^[ {]/.test(line.slice(name.length)));
  return lines
    .filter((line) => labels.test(line))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
