// One round through a spool: each run as far as it goes now.
import { join } from 'node:path';
import { readRunFile } from '../record/run-file.ts';
import { runsIn } from '../spool/runs.ts';
import { isHeld } from './is-locked.ts';
import { openRunDelivery, type RunDelivery, type Step } from './run-delivery.ts';

/** Which runs, and where they go. */
export interface RoundOptions {
  spool: string;
  token: string | undefined;
  /** Instead of each run's own server. */
  url?: string;
  /** Runs that go on count as remaining: there is nobody else to deliver the rest of them. */
  followsRuns: boolean;
  signal?: AbortSignal;
}

/** So many chunks of one run, then it is the next one's turn. */
const stepsMax = 100;

/** What came of a round. */
export interface Round {
  /** Runs delivered whole. */
  delivered: number;
  /** Runs of which something remains, also because they go on. */
  remaining: number;
  /** Why nothing more went, for the last one that failed. */
  reason: string;
  complaints: string[];
  /** Something was delivered. */
  hasMoved: boolean;
  /** All of a run has been delivered, and it goes on. */
  isFollowing: boolean;
  isDenied: boolean;
  /** The longest time that a server asked for. */
  afterMs: number;
  /** The runs that nobody else had. */
  tried: Set<string>;
}

/** `sentVersions` goes from round to round: what the server has of each run's record. */
export async function deliverRound(
  options: RoundOptions,
  sentVersions: Map<string, number>,
): Promise<Round> {
  const round: Round = {
    delivered: 0,
    remaining: 0,
    reason: '',
    complaints: [],
    hasMoved: false,
    isFollowing: false,
    isDenied: false,
    afterMs: 0,
    tried: new Set(),
  };
  // Each silence may take half a minute: who did not answer for one run is not asked for the next.
  const silent = new Set<string>();
  for (const run of runsIn(options.spool)) {
    if (options.signal?.aborted) {
      round.remaining += 1;
      continue;
    }
    await deliverRun(run, { options, round, sentVersions, silent });
  }
  for (const run of sentVersions.keys()) if (!round.tried.has(run)) sentVersions.delete(run);
  return round;
}

interface RoundState {
  options: RoundOptions;
  round: Round;
  sentVersions: Map<string, number>;
  silent: Set<string>;
}

async function deliverRun(run: string, state: RoundState): Promise<void> {
  const { options, round, sentVersions, silent } = state;
  const folder = join(options.spool, run);
  const file = readRunFile(folder);
  const url = options.url ?? file?.url ?? '';
  if (file && silent.has(url)) {
    round.tried.add(run);
    round.remaining += 1;
    return;
  }
  const sentVersion = sentVersions.get(run) ?? 0;
  const delivery = await openRunDelivery(folder, { ...options, sentVersion });
  if (typeof delivery === 'string') {
    if (delivery === 'no room') round.tried.add(run);
    // Its end is another process's business now, and worth some patience; a run that goes on is not.
    if (delivery !== 'nothing' && !(await isHeld(folder)) && readRunFile(folder)) {
      round.remaining += 1;
      round.reason =
        delivery === 'busy' ? 'another process is delivering' : 'the disk has no room for it';
    }
    return;
  }
  round.tried.add(run);
  try {
    const end = await deliverNow(delivery, round, options.signal);
    if (end.state === 'finished') round.delivered += 1;
    else if (end.state !== 'quiet' || options.followsRuns) round.remaining += 1;
    if (end.state === 'quiet') round.isFollowing = options.followsRuns;
    if (end.state === 'away') noteAway(round, end);
    if (end.state === 'away' && end.cause === 'silent') silent.add(url);
  } finally {
    sentVersions.set(run, delivery.sentVersion);
    if (delivery.complaint !== '') round.complaints.push(delivery.complaint);
    await delivery.close();
  }
}

function noteAway(
  round: Round,
  { reason, afterMs, cause }: Extract<Step, { state: 'away' }>,
): void {
  round.reason = reason;
  round.afterMs = Math.max(round.afterMs, afterMs);
  round.isDenied = cause === 'denied';
}

/** Until nothing more of this run goes now. */
async function deliverNow(
  delivery: RunDelivery,
  round: Round,
  signal: AbortSignal | undefined,
): Promise<Step> {
  let step: Step = { state: 'moved' };
  for (let steps = 0; steps < stepsMax && step.state === 'moved' && !signal?.aborted; steps++) {
    step = await delivery.step();
    if (step.state === 'moved' || step.state === 'finished') round.hasMoved = true;
  }
  return step;
}
