// Taking lines in as fast as they are acknowledged: one large load, then requests of each size over few and many
// connections.
import { sendBodies } from '../load.ts';
import type { LogLines } from '../log-lines.ts';
import type { Peer } from '../peers/peer.ts';
import { cpuSeconds, watchPeakMb } from '../process-tree.ts';
import { say, type Figures } from './figures.ts';
import { megabytesOnDisk, settle } from './settle.ts';
import { Supply } from './supply.ts';

/** What came of the large load; the bodies are gone. */
export interface LargeLoad {
  supply: Supply;
  data: LogLines;
  rowsPerSecond: number;
}

/** The large load: rate, CPU with merges, disk, memory. */
export async function measureLoad(peer: Peer, lines: number, figures: Figures): Promise<LargeLoad> {
  const supply = new Supply(peer);
  say(`${peer.name}: making ${lines.toLocaleString('en')} lines`);
  const data = supply.next(lines, { bodyBytes: 4e6 });
  say(`${peer.name}: taking them in`);
  const cpuBefore = cpuSeconds(peer.pid);
  const peakMb = watchPeakMb(peer.pid);
  try {
    const { seconds } = await sendBodies(peer.ingestUrl, data.bodies, 2, {
      headers: peer.ingestHeaders,
    });
    // Twenty million lines are gigabytes.
    data.bodies.length = 0;
    say(`${peer.name}: waiting until it is quiet`);
    const cpu = (await settle(peer, supply)) - cpuBefore;
    if (supply.lines < lines * 0.99) throw new Error('so nothing else would mean anything');
    figures.set('4 MB a request, 2 connections, rows/s', lines / seconds);
    figures.set('rows per CPU-second, merges included', lines / cpu);
    figures.set('MB per CPU-second, merges included', data.sizeBytes / 1e6 / cpu);
    figures.set('disk, MB', megabytesOnDisk(peer.dataFolder));
    return { supply, data, rowsPerSecond: lines / seconds };
  } finally {
    figures.set('memory peak, MB', peakMb());
  }
}

/** Requests of each size, over few and many connections, and their share of the large load's lines. */
export const requests = [
  { name: '4 MB', cut: { bodyBytes: 4e6 }, connections: 16, share: 0.2 },
  { name: '100 lines', cut: { linesPerBody: 100 }, connections: 2, share: 0.1 },
  { name: '100 lines', cut: { linesPerBody: 100 }, connections: 16, share: 0.2 },
  { name: '10 lines', cut: { linesPerBody: 10 }, connections: 2, share: 0.02 },
  { name: '10 lines', cut: { linesPerBody: 10 }, connections: 16, share: 0.05 },
] as const;

/** So many lines in requests of one size. */
export async function measureRequests(
  peer: Peer,
  supply: Supply,
  { name, cut, connections, lines }: Omit<(typeof requests)[number], 'share'> & { lines: number },
  figures: Figures,
): Promise<void> {
  const row = `${name} a request, ${connections} connections`;
  say(`${peer.name}: ${row}`);
  const data = supply.next(Math.round(lines), cut);
  const cpuBefore = cpuSeconds(peer.pid);
  const { seconds } = await sendBodies(peer.ingestUrl, data.bodies, connections, {
    headers: peer.ingestHeaders,
  });
  const cpu = (await settle(peer, supply, 3000)) - cpuBefore;
  figures.set(`${row}, rows/s`, data.lines / seconds);
  figures.set(`${row}, rows per CPU-second`, data.lines / cpu);
}
