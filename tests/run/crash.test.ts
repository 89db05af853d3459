// What `groundcrew run` promises to keep is kept, once, whoever is killed with SIGKILL: the program, `groundcrew run`, the
// server, or all of them and the recorder. RUN_CRASH_KILLS is how many programs, or `groundcrew run`s, are killed;
// RUN_CRASH_SERVER_KILLS how many times the server is, each time with three programs under way, which are killed with it
// in the test of all. CRASH_SEED repeats a run's moments.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  eventually,
  freePort,
  type Server,
  startServer,
  temporaryFolder,
} from '../harness/server.ts';
import { countOf, crashSeed as seed, seededNumbers } from '../crash/counts.ts';
import { type Crew, deliver, deliverersOf, processesOf, startCrew } from './crew.ts';

const kills = countOf('RUN_CRASH_KILLS', { reduced: 18, full: 200 });
const serverKills = countOf('RUN_CRASH_SERVER_KILLS', { reduced: 2, full: 60 });
const atOnce = 6;
/** Programs that run when the server is killed. */
const underWay = 3;
/** Of programs that end by themselves; those that are killed would go on for far longer. */
const linesPerProgram = 240;
const linesForever = 100_000;

/** Before each kill, the same for the same seed. */
function seededDelays(start: number): () => number {
  const next = seededNumbers(start);
  return () => next(0, 150);
}

const delay = (ms: number) => new Promise((wake) => setTimeout(wake, ms));

/**
 * Writes numbered lines, a few at a time, and after each one its number to a file: what is in the file had been written.
 */
const writer = `
exec 3>>"$LEDGER"
i=0
while [ $i -lt $LINES ]; do
  printf 'crashline %s %d\\n' "$TAG" $i
  printf '%d\\n' $i >&3
  i=$((i + 1))
  if [ $((i % 12)) -eq 0 ]; then sleep 0.01; fi
done
exit 7`;

interface Writing {
  crew: Crew;
  tag: string;
  ledger: string;
}

const folder = temporaryFolder();
const spool = join(folder.path, 'spool');
const data = join(folder.path, 'data');
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
/** It looks after the runs of this spool that nobody delivers, as a server does for its user's. */
const startAgain = () => startServer(data, { port, env: { GROUNDCREW_SPOOL: spool } });
let server: Server = await startAgain();
after(async () => {
  await server.stop('SIGKILL');
  folder.remove();
});

async function startWriting(kind: string, index: number, lines: number): Promise<Writing> {
  const tag = `${kind}${index}`;
  const ledger = join(folder.path, `${tag}.ledger`);
  const crew = startCrew(['sh', '-c', writer], {
    spool,
    url,
    env: { TAG: tag, LEDGER: ledger, LINES: String(lines) },
    options: ['--name', `crash-${kind}`],
  });
  await eventually(`${tag} writes`, () => crew.stdout().length > 0, 30_000);
  return { crew, tag, ledger };
}

/** Numbers that were written before their file says so. */
function writtenBy({ ledger }: Writing): number[] {
  return readFileSync(ledger, 'utf8').split('\n').slice(0, -1).map(Number);
}

/** Numbers that were passed on to the output of `groundcrew run`. */
function passedBy({ crew }: Writing): number[] {
  const lines = crew.stdout().toString().split('\n').slice(0, -1);
  return lines.map((line) => Number(line.split(' ')[2]));
}

interface StoredLine {
  body: string;
  run_id: string;
}

async function stored(kind: string): Promise<StoredLine[]> {
  const query = encodeURIComponent(`service:crash-${kind} crashline`);
  const answer = await fetch(
    `${url}/api/logs/export?query=${query}&start=-1d&end=now&format=ndjson`,
  );
  assert.equal(answer.status, 200);
  const lines = (await answer.text()).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as StoredLine);
}

async function empty(): Promise<void> {
  await eventually('the log is empty', async () => {
    const text = await fetch(`${url}/metrics`).then((answer) => answer.text());
    return /^groundcrew_wal_size_bytes\S* 0$/m.test(text);
  });
}

/** Delivers what is left and compares the store with what was promised of each program. */
async function judge(kind: string, writings: Writing[], promised: (one: Writing) => number[]) {
  // Servers and killed runs left processes behind that deliver as well, at a low priority.
  await eventually('all is delivered', async () => (await deliver(spool, url)) === 0, 90_000);
  const wanted = writings.map((one) => ({ tag: one.tag, numbers: promised(one) }));
  const count = wanted.reduce((sum, { numbers }) => sum + numbers.length, 0);
  await eventually('no run is left in the spool', () => runsLeft() === 0, 60_000);
  await eventually('nobody delivers any more', () => deliverersOf(spool).length === 0, 60_000);
  await empty();
  const bodies = (await stored(kind)).map(({ body }) => body);
  const whole = bodies.filter((body) => /^crashline \w+ \d+$/.test(body));
  const seen = new Set(whole);
  const lost = wanted.flatMap(({ tag, numbers }) =>
    numbers.map((number) => `crashline ${tag} ${number}`).filter((line) => !seen.has(line)),
  );
  console.log(
    `${kind}: ${writings.length} runs (seed ${seed}): ${count} lines promised, ${bodies.length} stored, ` +
      `${lost.length} lost, ${whole.length - seen.size} doubled`,
  );
  assert.ok(count > writings.length * 5, 'the programs wrote');
  assert.deepEqual(lost.slice(0, 5), []);
  assert.equal(whole.length - seen.size, 0, 'none is doubled');
}

/** Folders of runs of which something is to be delivered. */
const runsLeft = () => readdirSync(spool).filter((name) => /^[\da-f]{8}-/.test(name)).length;

/** Starts `count` programs, some at once, and does `kill` to each at its moment. */
async function killEach(
  kind: string,
  { count, lines }: { count: number; lines: number },
  kill: (one: Writing) => void | Promise<void>,
): Promise<Writing[]> {
  const nextDelay = seededDelays(seed + kind.length);
  const writings: Writing[] = [];
  const one = async (): Promise<void> => {
    while (writings.length < count) {
      const index = writings.push({ crew: undefined as unknown as Crew, tag: '', ledger: '' }) - 1;
      const writing = await startWriting(kind, index, lines);
      writings[index] = writing;
      await delay(nextDelay());
      await kill(writing);
      await writing.crew.ended;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return writings;
}

/** It may have ended by itself. */
function killNow(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch (error) {
    assert.ok(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

test(`${kills} programs killed: every line they had written is kept, and how they ended`, async () => {
  const ends: (NodeJS.Signals | null)[] = [];
  const options = { count: kills, lines: linesForever };
  const writings = await killEach('program', options, async ({ crew }) => {
    killNow(processesOf(crew)?.program);
    ends.push((await crew.ended).signal);
  });
  assert.deepEqual([...new Set(ends)], ['SIGKILL']);
  await judge('program', writings, writtenBy);
});

test(`${kills} times groundcrew run killed: its program goes on, every line is kept`, async () => {
  const options = { count: kills, lines: linesPerProgram };
  const writings = await killEach('crew', options, ({ crew }) => void crew.child.kill('SIGKILL'));
  await eventually('the programs end by themselves', () => {
    return writings.every((one) => writtenBy(one).length === linesPerProgram);
  });
  await judge('crew', writings, writtenBy);
});

/** Kills the server so many times, and `killMore` of what is under way; both start anew for the next time. */
async function killServers(
  kind: string,
  lines: number,
  killMore: (one: Writing) => void,
  ended: (one: Writing) => Promise<void>,
): Promise<Writing[]> {
  const nextDelay = seededDelays(seed + kind.length);
  const writings: Writing[] = [];
  let most = 0;
  for (let kill = 0; kill < serverKills; kill++) {
    const some = await Promise.all(
      Array.from({ length: underWay }, (_, index) =>
        startWriting(kind, underWay * kill + index, lines),
      ),
    );
    writings.push(...some);
    await delay(nextDelay());
    for (const one of some) killMore(one);
    await server.stop('SIGKILL');
    [server] = await Promise.all([startAgain(), ...some.map(ended)]);
    most = Math.max(most, deliverersOf(spool).length);
  }
  console.log(`${kind}: the server killed ${serverKills} times; at most ${most} deliverers`);
  // One that delivers, and those that started a moment ago and have not found out yet.
  assert.ok(most <= 1 + underWay, `${most} deliverers`);
  return writings;
}

test(`${serverKills} times the server killed: every line is kept, once`, async () => {
  const writings = await killServers(
    'server',
    linesPerProgram,
    () => undefined,
    async ({ crew }) => assert.equal((await crew.ended).code, 7, 'the program does not feel it'),
  );
  await judge('server', writings, writtenBy);
});

test(`${serverKills} times all of them killed: every line passed on is kept, once`, async () => {
  const killAll = ({ crew }: Writing) => {
    const pids = processesOf(crew);
    crew.child.kill('SIGKILL');
    for (const pid of [pids?.recorder, pids?.program]) killNow(pid);
  };
  const writings = await killServers(
    'all',
    linesForever,
    killAll,
    async ({ crew }) => void (await crew.ended),
  );
  await judge('all', writings, passedBy);
});
