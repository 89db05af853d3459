// Two hours under load, with queries beside it: memory, open files and the event loop must stay as they are after the
// warm-up, and nothing may be lost or doubled. `make soak`; SOAK_MINUTES makes it shorter.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Metrics, silentLog } from '@groundcrew/runtime';
import { startEngine } from '@groundcrew/store';
import { startLedger, type Verdict } from '../crash/ledger.ts';
import { drained, inWords, storedIds } from '../crash/stored.ts';
import { residentBytes } from '../harness/memory.ts';
import { childrenOf, type Server, startServer, temporaryFolder } from '../harness/server.ts';
import { openFilesOf, type Sample, slopePerHour } from './samples.ts';

const minutes = Number(process.env['SOAK_MINUTES'] ?? 120);
const warmUpShare = 0.25;
const sampleEveryMs = 5_000;
/** Events are compared so often: a process cannot remember those of two hours. */
const windowMinutes = 10;
const mebibyte = 1024 * 1024;
const limits = { slopeMiBPerHour: 1, loopMs: 50, parts: 300, moreFiles: 20, filesPerHour: 2 };

const questions = [
  '/api/logs?query=event&limit=100',
  '/api/logs/histogram?query=event&start=-15m&end=now',
  '/api/logs/count?query=client%3A3&start=-1h&end=now',
  '/metrics',
];

/** Asks one question after the other until the signal; counts the answers that were no success. */
async function ask(server: Server, signal: AbortSignal): Promise<number> {
  let failures = 0;
  for (let index = 0; !signal.aborted; index++) {
    const question = questions[index % questions.length] ?? '';
    const answer = await fetch(`${server.url}${question}`);
    await answer.arrayBuffer();
    if (!answer.ok) {
      failures += 1;
      console.error(`${question}: ${answer.status}`);
    }
    await delay(500, undefined, { signal }).catch(() => undefined);
  }
  return failures;
}

function look(server: Server, hours: number): Sample {
  const [engine = 0] = childrenOf(server.pid);
  return {
    hours,
    gatewayBytes: residentBytes(server.pid),
    engineBytes: residentBytes(engine),
    openFiles: openFilesOf(server.pid),
  };
}

/** Most parts that one partition of the table has, asked of the store that the program has left. */
async function partsOf(data: string): Promise<number> {
  const options = { log: silentLog, metrics: new Metrics() };
  const engine = await startEngine({ ...options, dir: join(data, 'engine'), fileRoots: [] });
  const credentials = Buffer.from(`${engine.username}:${engine.password}`).toString('base64');
  const answer = await fetch(engine.url, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: "SELECT count() AS parts FROM system.parts WHERE active AND database = 'groundcrew' AND table = 'logs' GROUP BY partition ORDER BY parts DESC LIMIT 1 FORMAT TSV",
  });
  const parts = Number(await answer.text());
  await engine.stop();
  return parts;
}

async function soak(folder: string): Promise<boolean> {
  const loopFile = join(folder, 'event-loop.txt');
  writeFileSync(loopFile, '');
  const server = await startServer(join(folder, 'data'), {
    env: {
      TEST_EVENT_LOOP: loopFile,
      NODE_OPTIONS: `--import=${join(import.meta.dirname, 'event-loop.js')}`,
    },
  });
  const findings: Findings = { samples: [], windows: [], loopsMs: [], failures: 0, parts: 0 };
  const started = performance.now();
  try {
    for (let left = minutes; left > 0; left -= windowMinutes) {
      await soakWindow(
        server,
        { started, minutes: Math.min(left, windowMinutes), loopFile },
        findings,
      );
    }
    const { code } = await server.stop('SIGTERM');
    findings.parts = code === 0 ? await partsOf(join(folder, 'data')) : Number.NaN;
    return report(findings);
  } finally {
    await server.stop('SIGKILL');
  }
}

/** Ten minutes of load and queries; then what was acknowledged in them is compared with what is stored. */
async function soakWindow(
  server: Server,
  window: { started: number; minutes: number; loopFile: string },
  findings: Findings,
): Promise<void> {
  const from = Date.now();
  const asking = new AbortController();
  const failures = ask(server, asking.signal);
  const ledger = startLedger(() => server.url);
  try {
    while (Date.now() - from < window.minutes * 60_000) {
      await delay(sampleEveryMs);
      findings.samples.push(look(server, (performance.now() - window.started) / 3_600_000));
    }
  } finally {
    asking.abort();
    await ledger.stop();
  }
  // Not while all is exported for the comparison, and not in the span in which the program started.
  for (const line of readFileSync(window.loopFile, 'utf8').split('\n').filter(Boolean)) {
    const [time = 0, delayMs = 0] = line.split(' ').map(Number);
    if (time > from + 20_000) findings.loopsMs.push(delayMs);
  }
  await drained(server);
  const verdict = ledger.judge(await storedIds(server, new Date(from - 1).toISOString()));
  console.log(inWords(verdict));
  findings.windows.push(verdict);
  findings.failures += await failures;
}

interface Findings {
  samples: Sample[];
  windows: Verdict[];
  loopsMs: number[];
  failures: number;
  parts: number;
}

/** Says what was found; true when all of it is within the limits. */
function report({ samples, windows, loopsMs, failures, parts }: Findings): boolean {
  const warm = samples.slice(Math.floor(samples.length * warmUpShare));
  const gateway = slopePerHour(warm, (sample) => sample.gatewayBytes) / mebibyte;
  const engine = slopePerHour(warm, (sample) => sample.engineBytes) / mebibyte;
  const filesPerHour = slopePerHour(warm, (sample) => sample.openFiles);
  const files = warm.map((sample) => sample.openFiles);
  const moreFiles = Math.max(...files) - Math.min(...files);
  const loopMs = Math.max(...loopsMs);
  const total = (read: (verdict: Verdict) => number) =>
    windows.reduce((sum, verdict) => sum + read(verdict), 0);
  const lost = total((verdict) => verdict.lost.length);
  const doubled = total((verdict) => verdict.doubled.length);
  const acknowledged = total((verdict) => verdict.acknowledged);
  const last = samples.at(-1);
  const mib = (bytes = 0) => `${Math.round(bytes / mebibyte)} MiB`;
  const rows: [string, string, boolean][] = [
    [
      'events',
      `${acknowledged} acknowledged, ${lost} lost, ${doubled} doubled`,
      lost + doubled === 0,
    ],
    ['queries', `${failures} failed`, failures === 0],
    [
      'gateway',
      `${mib(last?.gatewayBytes)}, ${gateway.toFixed(1)} MiB an hour`,
      gateway < limits.slopeMiBPerHour,
    ],
    [
      'engine',
      `${mib(last?.engineBytes)}, ${engine.toFixed(1)} MiB an hour (no bound of ours)`,
      true,
    ],
    [
      'open files',
      `${Math.min(...files)} to ${Math.max(...files)}, ${filesPerHour.toFixed(1)} an hour`,
      moreFiles <= limits.moreFiles && filesPerHour < limits.filesPerHour,
    ],
    ['event loop', `p99 of the worst ten seconds ${loopMs} ms`, loopMs < limits.loopMs],
    ['parts', `${parts} in a partition`, parts < limits.parts],
  ];
  for (const [name, text, isGood] of rows)
    console.log(`${isGood ? 'ok  ' : 'FAIL'} ${name}: ${text}`);
  return rows.every(([, , isGood]) => isGood);
}

const folder = temporaryFolder();
console.log(`${minutes} minutes, data in ${folder.path}`);
try {
  process.exitCode = (await soak(folder.path)) ? 0 : 1;
} finally {
  folder.remove();
}
