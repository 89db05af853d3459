// Taking lines in where every sync of a file takes longer, as on a busy or a network disk. strace holds up the thread
// that syncs, of each system alike; reading and writing stay as they are, and syncs of several threads don't queue.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sendBodies } from '../load.ts';
import type { Peer, System } from '../peers/peer.ts';
import { say, type Figures } from './figures.ts';
import { Supply } from './supply.ts';

/** How much longer a sync takes, in milliseconds; 0 leaves this measurement out. */
export const syncDelayMs = Number(process.env['BENCH_SYNC_DELAY_MS'] ?? 20);

const syncs = 'fsync,fdatasync,sync_file_range,msync,syncfs';
const wrapper =
  `strace -f --seccomp-bpf -qq -o /dev/null -e signal=none -e trace=${syncs} -e inject=${syncs}:delay_exit=${syncDelayMs * 1000}`.split(
    ' ',
  );

/** Why it cannot be measured here; undefined when it can. */
export function noSlowDisk(): string | undefined {
  if (syncDelayMs === 0) return 'BENCH_SYNC_DELAY_MS is 0';
  const [program = '', ...options] = wrapper;
  return spawnSync(program, [...options, 'true']).status === 0
    ? undefined
    : 'strace is not there, or may not trace';
}

const requests = [
  { name: '4 MB', cut: { bodyBytes: 4e6 }, connections: 2, share: 0.2, most: 1_000_000 },
  { name: '100 lines', cut: { linesPerBody: 100 }, connections: 16, share: 0.1, most: 500_000 },
  { name: '10 lines', cut: { linesPerBody: 10 }, connections: 16, share: 0.02, most: 100_000 },
] as const;

/**
 * What is acknowledged a second, and what is on disk as well. Where a server syncs only after it has answered, that is
 * the case once it has been told to end and has ended, so each size has a server of its own. What ending takes a server
 * that holds a single line is left out.
 */
export async function measureSlowDisk(
  system: System,
  folder: string,
  lines: number,
  figures: Figures,
): Promise<void> {
  const secondsToEndIdle = await idleStopSeconds(system, folder);
  for (const { name, cut, connections, share, most } of requests) {
    const row = `${name} a request, ${connections} connections`;
    say(`${system.name}: slow disk, ${row}`);
    const own = join(folder, `slow-${name.replace(' ', '-')}`);
    mkdirSync(own);
    const peer = await system.start(own, wrapper);
    let secondsToEnd = 0;
    let seconds = 0;
    const data = new Supply(peer).next(Math.round(Math.min(lines * share, most)), cut);
    try {
      ({ seconds } = await sendBodies(peer.ingestUrl, data.bodies, connections, {
        headers: peer.ingestHeaders,
      }));
    } finally {
      secondsToEnd = await stopSeconds(peer);
    }
    const writingSeconds = peer.syncsBeforeAnswer
      ? 0
      : Math.max(0, secondsToEnd - secondsToEndIdle);
    figures.set(`${row}, acknowledged, rows/s`, data.lines / seconds);
    figures.set(
      `${row}, acknowledged and on disk, rows/s`,
      data.lines / (seconds + writingSeconds),
    );
  }
}

async function idleStopSeconds(system: System, folder: string): Promise<number> {
  const own = join(folder, 'slow-idle');
  mkdirSync(own);
  return await stopSeconds(await system.start(own, wrapper));
}

async function stopSeconds(peer: Peer): Promise<number> {
  const started = performance.now();
  await peer.stop();
  return (performance.now() - started) / 1000;
}
