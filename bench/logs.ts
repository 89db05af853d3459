// make bench-logs: the same lines into Groundcrew and VictoriaLogs, one after the other on one machine, and the same
// questions asked of both. Writes a table to bench/results/logs.md. BENCH_LINES sets the number of lines.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { makeLogLines } from './log-lines.ts';
import { sendBodies, waitUntil } from './load.ts';
import { startGroundcrew } from './peers/groundcrew.ts';
import { queryNames, type Peer } from './peers/peer.ts';
import { hasVictoriaLogs, startVictoriaLogs } from './peers/victoria-logs.ts';
import { cpuSeconds, residentMb, watchPeakMb } from './process-tree.ts';

const lines = Number(process.env['BENCH_LINES'] ?? 2_000_000);
const repeats = 9;
type Figures = Map<string, number>;

const megabytesOnDisk = (folder: string) =>
  Number(execFileSync('du', ['-sb', folder], { encoding: 'utf8' }).split('\t')[0]) / 1e6;

/** Waits until all rows can be found, and until what was in memory is on disk and merged: that is part of the cost. */
async function settle(peer: Peer, rows: number): Promise<void> {
  // Not often: asking is no part of what is measured.
  const hasAll = async () => (await peer.countRows()) >= rows;
  await waitUntil(`${peer.name} holds ${rows} rows`, hasAll, { everyMs: 2_000 });
  let size = -1;
  await waitUntil(`${peer.name} is quiet`, async () => {
    const before = size;
    const cpu = cpuSeconds(peer.pid);
    await new Promise((wake) => setTimeout(wake, 6000));
    size = megabytesOnDisk(peer.dataFolder);
    return cpuSeconds(peer.pid) - cpu < 0.3 && Math.abs(size - before) < 1;
  });
}

/** One large load: rate, CPU with merges, disk, memory; then the queries over it. */
async function measureLoad(peer: Peer, figures: Figures): Promise<void> {
  figures.set('start to first accepted line, s', peer.startSeconds);
  figures.set('memory idle, MB', residentMb(peer.pid));
  const data = makeLogLines(lines, { bodyBytes: 4e6 });
  const cpuBefore = cpuSeconds(peer.pid);
  const peakMb = watchPeakMb(peer.pid);
  const { seconds } = await sendBodies(peer.ingestUrl, data.bodies, 2, peer.ingestHeaders);
  figures.set('4 MB a request, 2 connections, rows/s', lines / seconds);
  await settle(peer, lines);
  const cpu = cpuSeconds(peer.pid) - cpuBefore;
  figures.set('rows per CPU-second, merges included', lines / cpu);
  figures.set('MB per CPU-second, merges included', data.sizeBytes / 1e6 / cpu);
  figures.set('memory peak, MB', peakMb());
  figures.set('disk, MB', megabytesOnDisk(peer.dataFolder));
  await measureQueries(peer, figures, data);
}

/** Counts by query name, as the first system answered: every other must answer the same. */
const expectedCounts = new Map<string, number>();

/** Throws when two systems disagree on a count: then they don't hold the same rows, or weren't asked the same. */
function checkAnswer(peer: Peer, name: string, answer: string): void {
  if (!name.endsWith(', count')) return;
  const count = Number(/"(?:count|n)":"?(\d+)/.exec(answer)?.[1]);
  const expected = expectedCounts.get(name) ?? count;
  expectedCounts.set(name, expected);
  if (count !== expected)
    throw new Error(`${peer.name} counts ${count} for ${name}, not ${expected}`);
}

async function measureQueries(
  peer: Peer,
  figures: Figures,
  span: Parameters<Peer['query']>[1],
): Promise<void> {
  for (const name of queryNames) {
    await waitUntil(
      `${peer.name} answers ${name}`,
      async () => (await peer.query(name, span)).length > 2,
    );
    const times: number[] = [];
    for (let turn = 0; turn < repeats; turn++) {
      const started = performance.now();
      const answer = await peer.query(name, span);
      times.push(performance.now() - started);
      if (turn === 0) checkAnswer(peer, name, answer);
    }
    figures.set(`${name}, ms`, times.toSorted((a, b) => a - b)[repeats >> 1] ?? 0);
  }
}

/** Small requests over many connections. */
async function measureSmall(peer: Peer, figures: Figures): Promise<void> {
  let held = await peer.countRows();
  for (const [linesPerBody, share] of [
    [100, 0.2],
    [10, 0.05],
  ] as const) {
    const data = makeLogLines(Math.round(lines * share), { linesPerBody }, linesPerBody);
    const cpuBefore = cpuSeconds(peer.pid);
    const { seconds } = await sendBodies(peer.ingestUrl, data.bodies, 16, peer.ingestHeaders);
    figures.set(`${linesPerBody} lines a request, 16 connections, rows/s`, data.lines / seconds);
    held += data.lines;
    await settle(peer, held);
    figures.set(
      `${linesPerBody} lines a request, rows per CPU-second`,
      data.lines / (cpuSeconds(peer.pid) - cpuBefore),
    );
  }
  figures.set('memory afterwards, MB', residentMb(peer.pid));
}

async function measure(start: (folder: string) => Promise<Peer>): Promise<[string, Figures]> {
  const folder = mkdtempSync(join(process.env['BENCH_FOLDER'] ?? tmpdir(), 'groundcrew-bench-'));
  const peer = await start(folder);
  try {
    console.error(`measuring ${peer.name} …`);
    const figures: Figures = new Map();
    await measureLoad(peer, figures);
    await measureSmall(peer, figures);
    return [peer.name, figures];
  } finally {
    await peer.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const lowerIsBetter = (row: string) => /, (ms|s|MB)$/.test(row);
const rounded = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);

function table(results: [string, Figures][]): string {
  const [[, ours], peer] = [results[0] ?? ['', new Map<string, number>()], results[1]];
  const names = results.map(([name]) => name);
  const rows = [`| | ${names.join(' | ')} |${peer ? ' times better |' : ''}`];
  rows.push(`|${' --- |'.repeat(names.length + (peer ? 2 : 1))}`);
  const queryRatios: number[] = [];
  for (const [row, value] of ours) {
    const theirs = peer?.[1].get(row);
    const cells = results.map(([, figures]) => rounded(figures.get(row) ?? Number.NaN));
    if (theirs !== undefined) {
      const ratio = lowerIsBetter(row) ? theirs / value : value / theirs;
      if (row.endsWith(', ms')) queryRatios.push(ratio);
      cells.push(ratio.toFixed(2));
    }
    rows.push(`| ${row} | ${cells.join(' | ')} |`);
  }
  if (queryRatios.length > 0) {
    const mean = Math.exp(
      queryRatios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / queryRatios.length,
    );
    rows.push(
      `| **the ${queryRatios.length} queries, geometric mean** |${' |'.repeat(names.length)} ${mean.toFixed(2)} |`,
    );
  }
  return rows.join('\n');
}

const results = [await measure(startGroundcrew)];
if (hasVictoriaLogs()) results.push(await measure(startVictoriaLogs));
else
  console.error(
    '*** VictoriaLogs is not on the PATH (nor named by VICTORIA_LOGS): measuring Groundcrew alone ***',
  );
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
const report = `# Logs: measured side by side

${lines.toLocaleString('en')} JSON lines, ${new Date().toISOString().slice(0, 10)}, ${machine}, client on the same machine.
Queries: median of ${repeats}, over HTTP. Groundcrew's figures are of the gateway and its engine together, every request
acknowledged after fdatasync. The ratio in the last column is what counts: absolute figures depend on the machine.

${table(results)}
`;
console.log(report);
const folder = resolve(import.meta.dirname, '../results');
mkdirSync(folder, { recursive: true });
// Other counts are tables of their own.
const millions = lines / 1e6;
writeFileSync(join(folder, millions === 2 ? 'logs.md' : `logs-${millions}m.md`), report);
