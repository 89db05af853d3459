// The questions asked one after the other while lines come in at half of the speed that the system was measured with.
import { sendBodies } from '../load.ts';
import { queryNames, type Peer } from '../peers/peer.ts';
import { geometricMean, say, type Figures } from './figures.ts';
import type { LargeLoad } from './intake.ts';
import { ask, median, whatIsWrong } from './questions.ts';
import { settle } from './settle.ts';

const shortestSeconds = 10;
const longestSeconds = 45;
/** So that the bodies fit in memory. */
const mostLines = 6_000_000;
/** About 4 MB. */
const linesPerBody = 12_000;
const rounds = 5;
/** How much longer questions are expected to take than at rest, to choose how long the load lasts. */
const slowdown = 2;

/** Asks about the large load's lines only, so that systems that take in faster have no more to look at. */
export async function measureMixed(
  peer: Peer,
  large: LargeLoad,
  atRest: Figures,
  figures: Figures,
): Promise<void> {
  const { supply } = large;
  const rate = large.rowsPerSecond / 2;
  const restSeconds =
    Array.from(atRest.values()).reduce((sum, ms) => sum + Math.min(ms, 60_000), 0) / 1000;
  const seconds = Math.min(
    Math.max(restSeconds * slowdown * rounds, shortestSeconds),
    longestSeconds,
  );
  const bodyCount = Math.max(1, Math.round(Math.min(rate * seconds, mostLines) / linesPerBody));
  const count = bodyCount * linesPerBody;
  say(`${peer.name}: mixed load, making ${count.toLocaleString('en')} lines`);
  const { bodies } = supply.next(count, { linesPerBody });
  const plannedSeconds = count / rate;
  say(`${peer.name}: mixed load for ${Math.round(plannedSeconds)} s`);
  const state = { isOver: false };
  const load = sendBodies(peer.ingestUrl, bodies, 2, {
    headers: peer.ingestHeaders,
    bodiesPerSecond: rate / linesPerBody,
    untilSeconds: plannedSeconds,
  }).finally(() => (state.isOver = true));
  // A question that fails must not leave the load behind to run into what is measured next.
  const [loaded, asked] = await Promise.allSettled([
    load,
    askWhile(peer, large, () => !state.isOver),
  ]);
  if (loaded.status === 'rejected') throw loaded.reason;
  const { sent, seconds: tookSeconds } = loaded.value;
  supply.takeBack((bodies.length - sent) * linesPerBody);
  bodies.length = 0;
  figures.set('lines taken in, half of full speed, rows/s', rate);
  figures.set('lines taken in, kept, rows/s', (sent * linesPerBody) / tookSeconds);
  if (asked.status === 'rejected') throw asked.reason;
  const times = asked.value;
  const ratios: number[] = [];
  for (const name of queryNames) {
    const row = `${name}, ms`;
    const ms = median(times.get(name) ?? []);
    figures.set(row, ms);
    const ratio = ms / (atRest.get(row) ?? Number.NaN);
    if (Number.isFinite(ratio)) ratios.push(ratio);
  }
  if (ratios.length > 0)
    figures.set('against the same at rest, geometric mean, times slower', geometricMean(ratios));
  await settle(peer, supply, 3000);
}

/** The times of each question, asked in turn; one under way at the end of the load does not count. */
async function askWhile(
  peer: Peer,
  { supply, data: span }: LargeLoad,
  isLoaded: () => boolean,
): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>();
  while (isLoaded()) {
    for (const name of queryNames) {
      const { ms, answer } = await ask(peer, name, span);
      if (!isLoaded()) break;
      const wrong = answer === undefined ? undefined : whatIsWrong(peer, name, span, answer);
      if (wrong !== undefined) supply.complain(wrong);
      times.set(name, [...(times.get(name) ?? []), ms]);
    }
  }
  return times;
}
