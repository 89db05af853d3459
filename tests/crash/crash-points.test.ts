// SIGKILL at every single system call with which the log changes its folder, in the life of a new log and in one that
// recovers: what was acknowledged comes out once, batches come out whole, and the log opens.
// CRASH_POINTS sets how many of the points are tried, evenly spread.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { temporaryFolder } from '../harness/server.ts';
import { countOf, spread } from './counts.ts';
import { noStrace } from './strace.ts';

/** Everything Node's file functions use to change files; standard output is written with others. */
const calls = 'pwrite64,pwritev,fdatasync,fsync,ftruncate,rename,unlink';
const pointsMax = countOf('CRASH_POINTS', { reduced: 4, full: Infinity });
const life = join(import.meta.dirname, 'log-life.js');
const folder = temporaryFolder();
after(() => folder.remove());
let folders = 0;
const newFolder = () => join(folder.path, String(folders++));

interface Point {
  call: string;
  /** The nth of its kind. */
  count: number;
}

/** What a life said, a set of lines for each word. */
interface Said {
  acknowledged: Set<string>;
  /** `<batch number> <body>`: the same line again is a delivery repeated, which the store finds out. */
  delivered: Set<string>;
}

function live(
  dir: string,
  said: Said,
  which: string,
  trace: readonly string[] = [],
): number | null {
  const command = [...trace, process.execPath, life, dir, which];
  const { stdout, stderr, status } = spawnSync(command[0] ?? '', command.slice(1), {
    encoding: 'utf8',
    // One thread for all file functions, so that strace's counts, which are by thread, are the program's.
    env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
  });
  if (trace.length === 0) assert.equal(status, 0, stderr);
  for (const line of stdout.split('\n').slice(0, -1)) {
    const [word = '', ...rest] = line.split(' ');
    assert.ok(word === 'acknowledged' || word === 'delivered', line);
    said[word].add(rest.join(' '));
  }
  return status;
}

const nothing = (): Said => ({ acknowledged: new Set(), delivered: new Set() });
const killAt = ({ call, count }: Point) => [
  'strace',
  '-f',
  '-o',
  '/dev/null',
  '-e',
  `trace=${calls}`,
  '-e',
  `inject=${call}:signal=SIGKILL:when=${count}`,
];

/** All system calls of one life, from a life that nobody disturbs. */
function pointsOf(dir: string): Point[] {
  const output = join(folder.path, 'calls.txt');
  live(dir, nothing(), 'first', [
    'strace',
    '-f',
    '--seccomp-bpf',
    '-o',
    output,
    '-e',
    `trace=${calls}`,
  ]);
  const counts = new Map<string, number>();
  const points: Point[] = [];
  for (const line of readFileSync(output, 'utf8').split('\n')) {
    const call = /^\d+ +(\w+)\(/.exec(line)?.[1];
    if (!call) continue;
    const count = (counts.get(call) ?? 0) + 1;
    counts.set(call, count);
    points.push({ call, count });
  }
  return points;
}

/** Kills a life at the point, lets another one finish, and compares. */
function tryPoint(dir: string, point: Point, said: Said): void {
  const at = `killed at ${point.call} ${point.count}`;
  assert.notEqual(live(dir, said, 'first', killAt(point)), 0, at);
  live(dir, said, 'last');
  const bodies = [...said.delivered].map((line) => line.slice(line.indexOf(' ') + 1)).sort();
  const lost = [...said.acknowledged].filter((body) => !bodies.includes(body));
  assert.deepEqual(lost, [], `${at}: lost`);
  const all = [0, 1, 2].flatMap((batch) => [`batch-${batch}-0`, `batch-${batch}-1`]);
  assert.deepEqual(bodies, all, `${at}: each once`);
}

test('a new log, killed at every system call', { skip: noStrace }, () => {
  const points = pointsOf(newFolder());
  const tried = spread(points, pointsMax);
  for (const point of tried) tryPoint(newFolder(), point, nothing());
  console.log(`new log: ${tried.length} of ${points.length} points, 0 lost, 0 doubled`);
  assert.ok(points.length > 15, 'the life changes files');
});

test('a log that recovers, killed at every system call', { skip: noStrace }, () => {
  const before = newFolder();
  const said = nothing();
  // The last batch is written and not synced: the next life finds a segment that it must judge.
  live(before, said, 'first', killAt({ call: 'fdatasync', count: 3 }));
  const copy = () => {
    const dir = newFolder();
    cpSync(before, dir, { recursive: true });
    return dir;
  };
  const points = pointsOf(copy());
  const tried = spread(points, pointsMax);
  for (const point of tried) {
    const known = {
      acknowledged: new Set(said.acknowledged),
      delivered: new Set(said.delivered),
    };
    tryPoint(copy(), point, known);
  }
  console.log(`recovery: ${tried.length} of ${points.length} points, 0 lost, 0 doubled`);
  assert.ok(points.length > 10, 'the recovery changes files');
});
