// make bench-logs: the same lines into Groundcrew, VictoriaLogs and Loki, in turn on one machine, and the same questions
// asked of all. Writes a report to bench/results. BENCH_LINES sets the number of lines, BENCH_PEERS
// (victoria-logs,loki) the others to measure, VICTORIA_LOGS and LOKI their programs, BENCH_FOLDER where data is kept
// meanwhile, BENCH_RESULTS where reports go, BENCH_SYNC_DELAY_MS how slow the slow disk is.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { say, sectionNames, type Result, type SectionName } from './logs/figures.ts';
import { growthTables } from './logs/growth.ts';
import { measureSystems } from './logs/measure.ts';
import { timeoutMs } from './logs/questions.ts';
import { noSlowDisk, syncDelayMs } from './logs/slow-disk.ts';
import { sectionTable } from './logs/table.ts';
import { groundcrew } from './peers/groundcrew.ts';
import { loki } from './peers/loki.ts';
import { victoriaLogs } from './peers/victoria-logs.ts';

const lines = Number(process.env['BENCH_LINES'] ?? 2_000_000);
const wanted = (process.env['BENCH_PEERS'] ?? 'victoria-logs,loki').split(',');
const folder = process.env['BENCH_RESULTS'] ?? resolve(import.meta.dirname, '../results');
const loadAtStart = Number(loadavg()[0]?.toFixed(1));
const systems = [
  groundcrew,
  ...(wanted.includes('victoria-logs') ? [victoriaLogs] : []),
  ...(wanted.includes('loki') ? [loki] : []),
];

const notes: Record<SectionName, string> = {
  Starting: `From the start of the process to the first line accepted over HTTP.`,
  'One large load': `Until nothing more is written or merged and all rows are found: the CPU seconds until then count, the disk is that of
then. Loki, which would keep chunks in memory for half an hour, is told to write them; its write-ahead log (as large as
the lines or larger) is left out of its disk.`,
  'Questions, at rest': `Median of nine over HTTP, each time of all systems in turn; of three where one takes over a second, a single one where it takes over two; given up after ${timeoutMs / 1000} s.
Counts are compared with those of the first system; where one differs, it is said below.`,
  'Mixed load': `The same questions about the same rows, one after the other, while further lines come in at half of the speed that this
system took in the large load with: a faster system has more to do. What cannot be kept up with is not sent any more after
the planned time (ten to forty-five seconds). A dash is a question not answered by then.`,
  'Sizes of requests, numbers of connections': `As fast as they are acknowledged. CPU seconds with merges.`,
  'Slow disk': `Every sync of a file (fsync and its like) takes ${syncDelayMs} ms longer: strace holds up the thread that called it. Nothing else is
slower, and syncs of several threads don't wait for each other. Groundcrew has lines on disk when it acknowledges them.
VictoriaLogs and Loki don't sync before they answer, so the delay hardly meets them: theirs are on disk for certain once
the server has been told to end and has ended, and what that takes longer than with a single line is in their second figure.`,
};

function report(results: readonly Result[]): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, load ${loadAtStart} before`;
  const parts = [
    `# Logs: measured side by side`,
    `${lines.toLocaleString('en')} JSON lines, ${new Date().toISOString().slice(0, 10)}, ${machine}, client on the same machine.
${results.map(({ name, version }) => `${name} ${version}`).join(', ')}. Groundcrew's figures are of the gateway and its engine together, every
request acknowledged after fdatasync. The ratios in the last columns are what counts: absolute figures depend on the
machine. A dash is what was not measured.`,
  ];
  for (const name of sectionNames) {
    const table = sectionTable(results, name);
    if (table !== undefined) parts.push(`## ${name}`, notes[name], table);
  }
  const failures = results.flatMap(({ name, failures: all }) =>
    all.map((why) => `${name}, ${why}`),
  );
  const gaps = [...absent, ...failures].map((why) => `- ${why}`);
  if (gaps.length > 0) parts.push('## Not measured, or not as it should be', gaps.join('\n'));
  return `${parts.join('\n\n')}\n`;
}

function writeGrowth(): void {
  const [small, large] = [join(folder, 'logs.md'), join(folder, 'logs-20m.md')];
  if (!existsSync(small) || !existsSync(large)) return;
  const tables = growthTables(readFileSync(small, 'utf8'), readFileSync(large, 'utf8'));
  if (tables === undefined) return;
  const page = `# Logs: from two million lines to twenty

Each figure of [twenty million lines](logs-20m.md) over that of [two million](logs.md), of each system. What takes time, memory or
disk should grow no more than tenfold, rates should stay at one.

${tables}
`;
  writeFileSync(join(folder, 'logs-growth.md'), page);
  console.log(page);
}

const absent: string[] = [];
const leaveOut = (why: string) => {
  say(`*** ${why} ***`);
  absent.push(why);
};
const noDisk = noSlowDisk();
if (noDisk !== undefined) leaveOut(`A slow disk is not measured: ${noDisk}`);
if (loadAtStart > 0.5)
  say(`*** this machine is busy (load ${loadAtStart}): the figures mean little ***`);
const present = systems.flatMap((system) => {
  const version = system.version();
  if (version === undefined) leaveOut(`${system.missing}: measuring without it`);
  return version === undefined ? [] : [{ system, version }];
});
const results = await measureSystems(present, { lines, withSlowDisk: noDisk === undefined });
mkdirSync(folder, { recursive: true });
const page = report(results);
console.log(page);
// Other counts are reports of their own.
const millions = lines / 1e6;
writeFileSync(join(folder, millions === 2 ? 'logs.md' : `logs-${millions}m.md`), page);
writeGrowth();
say('done');
process.exitCode = results.some(({ failures }) => failures.length > 0) ? 1 : 0;
