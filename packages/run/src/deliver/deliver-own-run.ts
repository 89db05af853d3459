// What `crew run` delivers itself: its own run while it goes on, and the rest at its end for a bounded time.
import { existsSync, statSync } from 'node:fs';
import type { RunPlan } from '../messages.ts';
import { runsIn } from '../spool/runs.ts';
import { segmentNumbers, segmentPath } from '../spool/segments.ts';
import { watchPace } from './burst-pace.ts';
import { isAbandoned } from './is-locked.ts';
import { type Pacing, realPacing } from './pacing.ts';
import { type NoDelivery, openRunDelivery, type RunDelivery, type Step } from './run-delivery.ts';
import { startDelivery } from './start-delivery.ts';

/** How often a run that goes on is looked at. */
const lookMs = 200;
const backoffMsMax = 10_000;
/** At the end nobody waits longer than this, nor at all for more than this, unless told to. */
const waitMsDefault = 5_000;
const waitBytesMax = 8 << 20;
/** While the program prints fast, one chunk goes in this time, so that something of it is seen. */
const burstRestMs = 1_000;
/** Runs left by others are looked for this often. */
const othersMs = 60_000;
const othersMax = 20;
/** So often the run is asked for when another process has it, 10 ms apart. */
const openAttempts = 50;

/** One's own run, and when it has ended. */
export interface OwnRun {
  plan: RunPlan;
  token: string | undefined;
  waitMs: number | undefined;
  ended: Promise<unknown>;
  pacing?: Pacing;
}

/** Resolves when all is delivered or the time is up, with what remains: "" for nothing. */
export async function deliverOwnRun(options: OwnRun): Promise<string> {
  const { plan, token, ended, pacing = realPacing } = options;
  let isEnded = false;
  const end = new AbortController();
  const stop = () => {
    isEnded = true;
    end.abort();
  };
  void ended.then(stop);
  const others = setInterval(() => void startForOthers(plan), othersMs);
  let delivery: RunDelivery | NoDelivery = 'nothing';
  let last: Step = { state: 'quiet' };
  let backoffMs = lookMs;
  const pace = watchPace(plan);
  const pause = (ms: number) => pacing.sleep(ms, end.signal);
  try {
    while (!isEnded) {
      if (pace.isBurst()) await pause(burstRestMs);
      if (isEnded) break;
      if (typeof delivery === 'string') delivery = await openRunDelivery(plan.folder, { token });
      last = typeof delivery === 'string' ? { state: 'quiet' } : await delivery.step();
      if (last.state === 'finished') break;
      backoffMs = last.state === 'away' ? Math.min(backoffMs * 2, backoffMsMax) : lookMs;
      if (last.state === 'away') await pause(Math.max(backoffMs, last.afterMs));
      else if (last.state === 'quiet') await pause(lookMs);
    }
    // Somebody may be looking whether the run is abandoned, or have begun to deliver it.
    for (let attempt = 0; typeof delivery === 'string' && attempt < openAttempts; attempt++) {
      delivery = await openRunDelivery(plan.folder, { token });
      if (typeof delivery === 'string') await pacing.sleep(10);
    }
    if (typeof delivery !== 'string' && last.state !== 'finished')
      last = await deliverRest(delivery, options, last);
  } finally {
    clearInterval(others);
    if (typeof delivery !== 'string') await delivery.close();
  }
  if (typeof delivery === 'string') return leaveUnopened(plan, delivery);
  return [delivery.complaint, await leave(plan, last)].filter(Boolean).join('; ');
}

/** The run was never ours: somebody else has it or has delivered it, or the disk never took anything. */
async function leaveUnopened(plan: RunPlan, why: NoDelivery): Promise<string> {
  if (!existsSync(plan.folder)) return '';
  if (why !== 'busy') return `run ${plan.runId} is not delivered: its spool cannot be used`;
  // The other one may be about to end.
  await startDelivery(plan.spool);
  return `run ${plan.runId} is being delivered by another process`;
}

/** Until all is delivered, the server is away, or the time is up. */
async function deliverRest(
  delivery: RunDelivery,
  { plan, waitMs, pacing = realPacing }: OwnRun,
  last: Step,
): Promise<Step> {
  if (waitMs === undefined && leftBytes(plan.folder) > waitBytesMax) {
    return last.state === 'away' ? last : { state: 'moved' };
  }
  const deadline = pacing.nowMs() + (waitMs ?? waitMsDefault);
  let step = last;
  let quiet = 0;
  while (pacing.nowMs() < deadline) {
    step = await delivery.step();
    if (step.state === 'finished') return step;
    // Without a server, only who asked to wait waits.
    if (step.state === 'away' && waitMs === undefined) return step;
    if (step.state === 'away') await pacing.sleep(Math.max(lookMs, step.afterMs));
    // The recorder is about to end; if it goes on for what the program left behind, it sees to the rest itself.
    if (step.state === 'quiet' && ++quiet > 30) return step;
    if (step.state === 'quiet') await pacing.sleep(5);
  }
  return step;
}

async function leave(plan: RunPlan, last: Step): Promise<string> {
  if (last.state === 'finished') {
    await startForOthers(plan);
    return '';
  }
  if (last.state === 'quiet') return '';
  const size = `${Math.ceil(leftBytes(plan.folder) / 1024)} KiB of run ${plan.runId}`;
  if (last.state === 'away') {
    return `${size} wait in the spool (${last.reason}): the next "groundcrew run" or "groundcrew run --deliver" sends them`;
  }
  await startDelivery(plan.spool);
  return `${size} are being delivered in the background`;
}

/** A process of its own for runs that nobody delivers; those of living `groundcrew run`s are theirs. */
async function startForOthers(plan: RunPlan): Promise<void> {
  const others = runsIn(plan.spool).filter((run) => run !== plan.runId);
  for (const run of others.slice(0, othersMax)) {
    if (await isAbandoned(plan.spool, run)) return startDelivery(plan.spool);
  }
}

function leftBytes(folder: string): number {
  return segmentNumbers(folder).reduce(
    (sum, number) =>
      sum + (statSync(segmentPath(folder, number), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
