// Delivers every run of a spool that nobody else is delivering.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FolderLock, lockFolder } from '@groundcrew/runtime/light';
import { readRunFile } from '../record/run-file.ts';
import { isRunId } from '../run-id.ts';
import { isHeld, openRunDelivery, type RunDelivery } from './run-delivery.ts';

/** What to deliver, and how long to try. */
export interface DeliverOptions {
  spool: string;
  token: string | undefined;
  /** Instead of each run's own server. */
  url?: string;
  /** How long to go on while no server takes anything. */
  patienceMs: number;
  /** Leave a spool that another process is delivering; else it is waited for, as long. */
  leavesToOthers?: boolean;
  signal?: AbortSignal;
}

/** What came of it. */
export interface DeliverResult {
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
const backoffMsMax = 5_000;

/** Works until nothing is left, or nothing goes for `patienceMs`. Another process at work on the spool is left to it. */
export async function deliverSpool(options: DeliverOptions): Promise<DeliverResult> {
  const lock = await takeSpool(options);
  const result: DeliverResult = { delivered: 0, remaining: 0, reason: '', complaints: new Set() };
  if (!lock)
    return {
      ...result,
      reason: 'another process is delivering',
      remaining: runsIn(options.spool).length,
    };
  try {
    let lastSuccess = performance.now();
    let waitMs = idleMs;
    for (;;) {
      const round = await deliverRound(options, result);
      if (round.isSuccess) {
        lastSuccess = performance.now();
        waitMs = idleMs;
      }
      const isPatient = performance.now() - lastSuccess < options.patienceMs;
      if (result.remaining === 0 || !isPatient || options.signal?.aborted) return result;
      if (!round.isSuccess && result.reason !== '') waitMs = Math.min(waitMs * 2, backoffMsMax);
      await sleep(waitMs, undefined, { signal: options.signal }).catch(() => undefined);
    }
  } finally {
    await lock.release();
  }
}

async function takeSpool({
  spool,
  patienceMs,
  leavesToOthers = false,
}: DeliverOptions): Promise<FolderLock | undefined> {
  const deadline = performance.now() + (leavesToOthers ? 0 : patienceMs);
  for (;;) {
    const lock = await lockFolder(spool, 'deliver').catch(() => undefined);
    if (lock || performance.now() >= deadline) return lock;
    await sleep(idleMs);
  }
}

/** Each run once, as far as it goes. A run that goes on counts as a success: it is followed. */
async function deliverRound(
  options: DeliverOptions,
  result: DeliverResult,
): Promise<{ isSuccess: boolean }> {
  let isSuccess = false;
  result.remaining = 0;
  result.reason = '';
  for (const run of runsIn(options.spool)) {
    if (options.signal?.aborted) break;
    const folder = join(options.spool, run);
    const delivery = await openRunDelivery(folder, options);
    if (!delivery) {
      // Its end is another process's business now, and worth some patience; a run that goes on is not.
      if (readRunFile(folder) && !(await isHeld(folder))) {
        result.remaining += 1;
        result.reason = 'another process is delivering';
      }
      continue;
    }
    try {
      const end = await deliverNow(delivery, options.signal);
      if (end.state === 'finished') result.delivered += 1;
      else result.remaining += 1;
      if (end.state === 'away') result.reason = end.reason;
      else isSuccess = true;
    } finally {
      noteComplaint(result, delivery.complaint);
      await delivery.close();
    }
  }
  return { isSuccess };
}

function noteComplaint({ complaints }: DeliverResult, complaint: string): void {
  if (complaint !== '' && complaints.size < complaintsMax) complaints.add(complaint);
}

async function deliverNow(delivery: RunDelivery, signal: AbortSignal | undefined) {
  for (;;) {
    const step = await delivery.step();
    if (step.state !== 'moved' || signal?.aborted) return step;
  }
}

/** The runs in a spool, oldest first. */
export function runsIn(spool: string): string[] {
  try {
    return readdirSync(spool).filter(isRunId).sort();
  } catch {
    return [];
  }
}
