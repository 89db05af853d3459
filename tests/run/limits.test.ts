// What must not hurt a program under `groundcrew run`: a full disk, a line without an end, a server that is away. The program
// goes on, memory stays bounded, and what is lost is counted and said. RUN_LINE_MB sets the length of the endless line.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { find, findEventually } from '../harness/api.ts';
import { childrenOf, eventually, startServer, temporaryFolder } from '../harness/server.ts';
import { type Crew, nowhere, startCrew } from './crew.ts';

const lineMb = Number(process.env['RUN_LINE_MB'] ?? 500);
/** Node itself takes 60 to 90 MB. */
const memoryBytesMax = 256 << 20;

const folder = temporaryFolder();
const server = await startServer(join(folder.path, 'data'));
after(async () => {
  await server.stop('SIGKILL');
  folder.remove();
});

interface Run {
  state: string;
  lines: number;
  lost_lines: number;
  cut_lines: number;
  bytes: number;
}

async function runOf(job: string): Promise<Run> {
  let run: Run | undefined;
  await eventually(
    `the run ${job} has ended`,
    async () => {
      const answer = await fetch(`${server.url}/api/runs?job=${job}`);
      const { runs } = (await answer.json()) as { runs: Run[] };
      run = runs.find(({ state }) => state !== 'running');
      return run !== undefined;
    },
    30_000,
  );
  assert.ok(run);
  return run;
}

/** The most memory that `groundcrew run` and its recorder had, each. */
async function watchMemory(crew: Crew): Promise<number[]> {
  const most = new Map<number, number>();
  const pid = crew.child.pid ?? 0;
  const look = () => {
    for (const one of [pid, childrenOf(pid)[0] ?? 0]) {
      const bytes = peakBytes(one);
      if (bytes > 0) most.set(one, bytes);
    }
  };
  const timer = setInterval(look, 50);
  await crew.ended;
  clearInterval(timer);
  return [...most.values()];
}

function peakBytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function assertBounded(what: string, peaks: number[]): void {
  const shown = peaks.map((bytes) => `${Math.round(bytes / (1 << 20))} MiB`).join(' and ');
  console.log(`${what}: at most ${shown} of memory`);
  assert.equal(peaks.length, 2, 'both were seen');
  assert.ok(
    peaks.every((bytes) => bytes < memoryBytesMax),
    shown,
  );
}

test('a full disk: the program goes on, the loss is counted and said', async (context) => {
  const mounts = ['unshare', '-Urm', 'sh', '-c'];
  const isAble = spawnSync('unshare', [...mounts.slice(1), 'mount -t tmpfs tmpfs /mnt']).status;
  if (isAble !== 0) {
    console.error('*** SKIPPED: no tmpfs can be mounted here (unshare -Urm) ***');
    context.skip('no tmpfs');
    return;
  }
  const spool = join(folder.path, 'small');
  mkdirSync(spool);
  const mount = 'mount -t tmpfs -o size=8m tmpfs "$0" && exec "$@"';
  // The pause lets delivery reserve its place, as it does in a program that does not begin with a flood.
  const script =
    'echo first; sleep 1; seq -f "line %.0f of many that fill the disk" 1 600000; exit 5';
  const crew = startCrew(['sh', '-c', script], {
    spool,
    url: server.url,
    prefix: [...mounts, mount, spool],
    options: ['--name', 'full'],
  });
  assert.equal((await crew.ended).code, 5);
  const printed = crew.stdout().toString().split('\n').slice(0, -1);
  assert.equal(printed.length, 600_001, 'every line is passed on');
  assert.equal(printed.at(-1), 'line 600000 of many that fill the disk');
  assert.match(
    crew.stderr(),
    /\d+ lines \(\d+ bytes\) of this run were passed on but not kept: no space/,
  );
  const run = await runOf('full');
  assert.ok(run.lost_lines > 100_000, `${run.lost_lines} lines are lost`);
  const counted = run.lines + run.lost_lines;
  // Where a loss begins and ends, a line is in two parts.
  assert.ok(Math.abs(counted - 600_001) < 1_000, `${counted} lines are kept or counted as lost`);
  // Where delivering made room meanwhile, the disk has become full more than once.
  await eventually('the log tells of every loss', async () => {
    const said = await find(server.url, 'service:full "could not be kept here"');
    assert.ok(said.every(({ body }) => body.includes('ENOSPC')));
    const lines = said.map(({ attributes }) => Number(attributes?.['groundcrew.lost_lines']));
    return lines.reduce((sum, count) => sum + count, 0) === run.lost_lines;
  });
});

test(`one line of ${lineMb} MB: memory stays bounded, and the line is cut`, async () => {
  const crew = startCrew(
    ['sh', '-c', `head -c ${lineMb}M /dev/zero | tr '\\0' x; echo; echo after`],
    {
      spool: join(folder.path, 'line'),
      url: server.url,
      options: ['--name', 'endless', '--spool-size', String(lineMb + 200), '--wait', '60'],
      isDiscarded: true,
    },
  );
  assertBounded('a line without an end', await watchMemory(crew));
  const run = await runOf('endless');
  assert.equal(run.bytes, lineMb * (1 << 20) + 7);
  assert.equal(run.lost_lines, 0);
  assert.equal(run.cut_lines, 1);
  const bodies = (await findEventually(server.url, 'service:endless', 2)).map(({ body }) => body);
  assert.ok(bodies.includes('after'));
  assert.ok(bodies.some((body) => body.startsWith('xxxx') && body.length === 128 * 1024));
});

test('the server is away: memory stays bounded, what the spool cannot take is counted', async () => {
  const crew = startCrew(['seq', '1', '15000000'], {
    spool: join(folder.path, 'away'),
    url: nowhere,
    options: ['--spool-size', '64'],
    isDiscarded: true,
  });
  assertBounded('without a server', await watchMemory(crew));
  assert.match(
    crew.stderr(),
    /\d+ lines \(\d+ bytes\) of this run were passed on but not kept: spool full/,
  );
  assert.match(crew.stderr(), /wait in the spool/);
});
