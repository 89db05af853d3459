// What a server does for runs on its machine whose `groundcrew run` and recorder are gone: has them delivered, by a niced
// process of its own. In the server itself there is only a look at a folder, now and then.
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Log } from '@groundcrew/runtime';
import { readRunFile } from '../record/run-file.ts';
import { runsIn } from '../spool/runs.ts';
import { isHeld, isLocked } from './is-locked.ts';
import { deliveryExit, spawnDeliverer } from './start-delivery.ts';

const lookMs = 60_000;
/** Another process that delivers may be about to end. */
const busyMs = 5_000;
/** What the server could not take now, such as without its store, is tried again after this. */
const againMs = 20_000;
/** Without a token that is good enough, each next look waits longer. */
const lookMsMax = 600_000;
/** No look takes longer than this many small files. */
const runsMax = 1_000;

/** Which runs, and since when. */
export interface AdoptOptions {
  spool: string;
  /** The server's own address. */
  url: string;
  /** Nothing is done before it resolves. */
  ready: Promise<void>;
  /** Told what came of each delivery. */
  log: Pick<Log, 'info' | 'warn'>;
}

/** Begins; never throws, and holds no process. `close` ends a delivery that is under way: it is safe at any moment. */
export function adoptOrphans({ spool, url, ready, log }: AdoptOptions): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  let child: ChildProcess | undefined;
  let isClosed = false;
  let waitMs = lookMs;
  const again = () => {
    if (!isClosed) timer = setTimeout(() => void look().catch(again), waitMs).unref();
  };
  const look = async () => {
    const before = await orphansFor(spool, url).catch(() => []);
    const isBusy = before.length > 0 && (await isLocked(spool, 'deliver'));
    if (before.length === 0) waitMs = lookMs;
    if (isBusy) waitMs = busyMs;
    if (isClosed || isBusy || before.length === 0) return again();
    log.info({ runs: before.length, spool }, 'delivering runs that were left behind');
    child = startDeliverer(spool, (code) => {
      child = undefined;
      const left = new Set(runsIn(spool));
      const remaining = before.filter((run) => left.has(run)).length;
      waitMs = nextWaitMs(waitMs, { code, hasMoved: remaining < before.length });
      if (!isClosed) say(log, code, { runs: before.length - remaining, remaining });
      again();
    });
  };
  void ready.then(look).catch(again);
  return {
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      child?.kill();
    },
  };
}

function nextWaitMs(
  waitMs: number,
  { code, hasMoved }: { code: number | null; hasMoved: boolean },
): number {
  if (hasMoved) return lookMs;
  if (code === deliveryExit.busy) return busyMs;
  if (code === deliveryExit.denied) return Math.min(Math.max(waitMs, lookMs) * 2, lookMsMax);
  return code === deliveryExit.away ? againMs : lookMs;
}

const reasons = new Map<number | null, string>([
  [deliveryExit.denied, 'GROUNDCREW_TOKEN is not set or not good enough'],
  [deliveryExit.away, 'their server took nothing for a minute; they are tried again'],
]);

/** How a delivery ended. */
function say(
  log: AdoptOptions['log'],
  code: number | null,
  counts: { runs: number; remaining: number },
): void {
  if (code === deliveryExit.done) return log.info(counts, 'delivered runs that were left behind');
  if (code === deliveryExit.busy)
    return log.info(counts, 'another process delivers the runs that were left behind');
  const why = reasons.get(code) ?? 'the process that delivers them ended unexpectedly';
  log.warn({ ...counts, code }, `runs wait in the spool: ${why}`);
}

/** Runs that were to go to this server and that nobody records any more. */
async function orphansFor(spool: string, url: string): Promise<string[]> {
  const orphans: string[] = [];
  // The newest: of a server that is gone for good many may be left.
  for (const run of runsIn(spool).slice(-runsMax)) {
    const folder = join(spool, run);
    const file = readRunFile(folder);
    if (file && isSameServer(file.url, url) && !(await isHeld(folder))) orphans.push(run);
  }
  return orphans;
}

/** On one machine, every loopback address with our port is ours. */
function isSameServer(given: string, own: string): boolean {
  if (!URL.canParse(given) || !URL.canParse(own)) return false;
  const [a, b] = [new URL(given), new URL(own)];
  const isLoopback = /^(localhost|127\.[\d.]+|\[::1\])$/.test(a.hostname);
  return (
    a.protocol === b.protocol && a.port === b.port && (isLoopback || a.hostname === b.hostname)
  );
}

function startDeliverer(spool: string, ended: (code: number | null) => void): ChildProcess {
  const child = spawnDeliverer(spool, { detached: false });
  let isOver = false;
  const over = (code: number | null) => {
    if (!isOver) ended(code);
    isOver = true;
  };
  child.once('error', () => over(null));
  child.once('close', over);
  return child;
}
