// What a server does for runs on its machine whose `groundcrew run` and recorder are gone: has them delivered, by a niced
// process of its own. In the server itself there is only a look at a folder, now and then.
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { readRunFile } from '../record/run-file.ts';
import { isHeld } from './run-delivery.ts';
import { runsIn } from './deliver-spool.ts';
import { spawnDeliverer } from './start-delivery.ts';

const lookMs = 60_000;
/** When a delivery has changed nothing, such as for want of a token, the next one waits longer. */
const lookMsMax = 3_600_000;
/** No look takes longer than this many small files. */
const runsMax = 200;

/** Which runs, and since when. */
export interface AdoptOptions {
  spool: string;
  /** The server's own address. */
  url: string;
  /** Nothing is done before it resolves. */
  ready: Promise<void>;
}

/** Begins; never throws, and holds no process. `close` ends a delivery that is under way: it is safe at any moment. */
export function adoptOrphans({ spool, url, ready }: AdoptOptions): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  let child: ChildProcess | undefined;
  let isClosed = false;
  let waitMs = lookMs;
  const again = () => {
    if (!isClosed) timer = setTimeout(() => void look().catch(again), waitMs).unref();
  };
  const look = async () => {
    const before = await orphansFor(spool, url).catch(() => []);
    if (isClosed || before.length === 0) return again();
    child = startDeliverer(spool, () => {
      child = undefined;
      const left = new Set(runsIn(spool));
      const hasMoved = before.some((run) => !left.has(run));
      waitMs = hasMoved ? lookMs : Math.min(waitMs * 2, lookMsMax);
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

/** Runs that were to go to this server and that nobody records any more. */
async function orphansFor(spool: string, url: string): Promise<string[]> {
  const orphans: string[] = [];
  for (const run of runsIn(spool).slice(0, runsMax)) {
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

function startDeliverer(spool: string, ended: () => void): ChildProcess {
  const child = spawnDeliverer(spool, { detached: false });
  let isOver = false;
  for (const event of ['error', 'close']) {
    child.once(event, () => {
      if (!isOver) ended();
      isOver = true;
    });
  }
  return child;
}
