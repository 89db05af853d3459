// What `groundcrew run` costs a program: the time of printing 200 MB to a reader, and of a program that does nothing, beside
// running it bare. A server on the same machine takes the lines meanwhile. Writes bench/results/run.md.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const settleMs = 1_000;
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3);
const folder = mkdtempSync(join(tmpdir(), 'groundcrew-bench-'));
const program = resolve(import.meta.dirname, '../../packages/groundcrew/dist/main.js');

/** The environment without settings of the one who measures. */
function cleanEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([key]) => !key.startsWith('GROUNDCREW_'));
  return { ...Object.fromEntries(own), ...extra };
}

const serving = spawn(
  process.execPath,
  [program, 'serve', '--data', join(folder, 'data'), '--listen', '127.0.0.1:0'],
  { stdio: ['ignore', 'pipe', 'ignore'], env: cleanEnvironment() },
);
const [ready] = (await once(createInterface({ input: serving.stdout }), 'line')) as [string];
const url = /http:\S+/.exec(ready)?.[0] ?? '';

const nodeScript = `
const line = ' INFO request took 12 ms and all was well with the world, and a bit of padding ';
let i = 0;
const more = () => {
  while (i < 2000000) if (!process.stdout.write(i++ + line + Math.sqrt(i) + '\\n')) return process.stdout.once('drain', more);
};
more();`;
const pythonScript = `
import time
for i in range(2000000):
    print("%s INFO request %09d took %d ms and all was well with the world, and some padding" % (time.time(), i, i % 97))`;

const cases: { name: string; command: string[] }[] = [
  { name: 'true', command: ['true'] },
  {
    name: 'Python, print() of 2,000,000 lines',
    command: ['python3', '-c', pythonScript],
  },
  {
    name: 'Node, write() of 2,000,000 lines',
    command: [process.execPath, '-e', nodeScript],
  },
  {
    name: 'seq 1 25000000 (no program prints faster)',
    command: ['seq', '1', '25000000'],
  },
];

/** Seconds until the reader has seen the end and the program has ended. */
function seconds(command: string[]): number {
  // Every run has a spool of its own: what an earlier one left behind is not delivered during this one.
  const spool = mkdtempSync(join(folder, 'spool-'));
  const environment = cleanEnvironment({ GROUNDCREW_SPOOL: spool, GROUNDCREW_URL: url });
  delete environment['PYTHONUNBUFFERED'];
  const start = performance.now();
  spawnSync('sh', ['-c', '"$@" | cat > /dev/null', 'sh', ...command], {
    stdio: 'ignore',
    env: environment,
  });
  const elapsed = (performance.now() - start) / 1000;
  rmSync(spool, { recursive: true, force: true });
  return elapsed;
}

/** On a machine with other work on it, the least disturbed round says the most. */
const best = (values: number[]) => Math.min(...values);

const rows: string[] = [];
try {
  for (const { name, command } of cases) {
    const bare: number[] = [];
    const recorded: number[] = [];
    for (let round = 0; round < rounds; round++) {
      bare.push(seconds(command));
      recorded.push(seconds([process.execPath, program, 'run', ...command]));
      // What the server has left to do must not slow the bare round that follows.
      await sleep(settleMs);
    }
    const [a, b] = [best(bare), best(recorded)];
    rows.push(`| ${name} | ${a.toFixed(3)} s | ${b.toFixed(3)} s | ${(b / a).toFixed(2)} |`);
    console.log(rows.at(-1));
  }
} finally {
  serving.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
const page = `# The cost of \`groundcrew run\`

Wall-clock time, best of ${rounds} alternate rounds, output to \`cat > /dev/null\`, the server on the same machine: ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)} at the end.
Made by \`make bench-run\`.

| program | bare | recorded | ratio |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
writeFileSync(resolve(import.meta.dirname, '../results/run.md'), page);
