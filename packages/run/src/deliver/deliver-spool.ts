// Delivers every run of a spool that nobody else is delivering. In the background one process does it for all: who finds it
// at work leaves everything to it, and it looks once more before it ends.
import { runsIn } from '../spool/runs.ts';
import { deliverRound, type Round } from './deliver-round.ts';
import { isAbandoned, tryLock } from './is-locked.ts';
import { realPacing, type Pacing } from './pacing.ts';

/** What to deliver, and how long to try. */
export interface DeliverOptions {
  spool: string;
  token: string | undefined;
  /** Instead of each run's own server. */
  url?: string;
  /** How long to go on while no server takes anything. */
  patienceMs: number;
  /** Leave everything to another process that does the same; else work beside it, on the runs it does not have. */
  leavesToOthers?: boolean;
  signal?: AbortSignal;
  pacing?: Pacing;
}

/** What came of it. */
export interface DeliverResult {
  end: 'done' | 'busy' | 'denied' | 'away';
  /** Runs delivered whole. */
  delivered: number;
  /** Runs of which something remains, also because they are still going on. */
  remaining: number;
  /** Why nothing more went, for the last one that failed. */
  reason: string;
  /** What servers refused for good, a text for each run. */
  complaints: Set<string>;
}

const complaintsMax = 100;
const idleMs = 250;
/** While runs go on that somebody must follow, and while no server takes anything. */
const followMsMax = 1_000;
const backoffMsMax = 5_000;

/** Works until nothing is left, or nothing goes for `patienceMs`. */
export async function deliverSpool(options: DeliverOptions): Promise<DeliverResult> {
  const result: DeliverResult = {
    end: 'busy',
    delivered: 0,
    remaining: 0,
    reason: 'another process is delivering',
    complaints: new Set(),
  };
  for (;;) {
    const lock = options.leavesToOthers ? await tryLock(options.spool, 'deliver') : undefined;
    if (options.leavesToOthers && !lock) return leftTo(result, options.spool);
    let tried: ReadonlySet<string>;
    try {
      tried = await deliverAll(options, result);
    } finally {
      await lock?.release();
    }
    // Whoever came while we had the lock has left us a run that we may have looked at too early.
    if (!lock || options.signal?.aborted || !(await hasOther(options.spool, tried))) return result;
  }
}

/** The other one may have come after we were done. */
function leftTo(result: DeliverResult, spool: string): DeliverResult {
  return { ...result, end: 'busy', remaining: runsIn(spool).length };
}

/** True when a run waits that is none of `tried`, and that nobody has. */
async function hasOther(spool: string, tried: ReadonlySet<string>): Promise<boolean> {
  for (const run of runsIn(spool)) {
    if (!tried.has(run) && (await isAbandoned(spool, run))) return true;
  }
  return false;
}

/** Round after round; returns the runs that the last one tried. */
async function deliverAll(
  options: DeliverOptions,
  result: DeliverResult,
): Promise<ReadonlySet<string>> {
  const followsRuns = options.leavesToOthers === true;
  const sentVersions = new Map<string, number>();
  const { signal, pacing = realPacing } = options;
  let lastSuccess = pacing.nowMs();
  let waitMs = idleMs;
  for (;;) {
    const round = await deliverRound({ ...options, followsRuns }, sentVersions);
    addTo(result, round);
    if (round.hasMoved || round.isFollowing) lastSuccess = pacing.nowMs();
    const isPatient = pacing.nowMs() - lastSuccess < options.patienceMs;
    if (round.remaining === 0 || !isPatient || signal?.aborted) return round.tried;
    waitMs = round.hasMoved ? idleMs : nextWaitMs(waitMs, round);
    const pauseMs = Math.max(waitMs, round.isFollowing ? 0 : round.afterMs);
    await pacing.sleep(pauseMs, signal);
  }
}

function nextWaitMs(waitMs: number, { isFollowing }: Round): number {
  return Math.min(waitMs * 2, isFollowing ? followMsMax : backoffMsMax);
}

function addTo(result: DeliverResult, round: Round): void {
  result.delivered += round.delivered;
  result.remaining = round.remaining;
  result.reason = round.reason;
  result.end = round.remaining === 0 ? 'done' : round.isDenied ? 'denied' : 'away';
  for (const complaint of round.complaints) {
    if (result.complaints.size < complaintsMax) result.complaints.add(complaint);
  }
}
