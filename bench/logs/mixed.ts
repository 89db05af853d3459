// The questions asked one after the other while lines come in at half of the speed that the system was measured with.
import { sendBodies } from '../load.ts';
import { queryNames, type Peer, type QuerySpan } from '../peers/peer.ts';
import { geometricMean, say, type Figures } from './figures.ts';
import type { LargeLoad } from './intake.ts';
import { ask, checkAnswer, median } from './questions.ts';
import { settle } from './settle.ts';

const shortestSeconds = 10;
const longestSeconds = 60;
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
  { supply, data: span, rowsPerSecond }: LargeLoad,
  atRest: Figures,
  figures: Figures,
): Promise<void> {
  const rate = rowsPerSecond / 2;
  const restSeconds =
    Array.from(atRest.values()).reduce((sum, ms) => sum + Math.min(ms, 60_000), 0) / 1000;
  const seconds = Math.min(
    Math.max(restSeconds * slowdown * rounds, shortestSeconds),
    longestSeconds,
  );
  const count = Math.round(Math.min(rate * seconds, mostLines) / linesPerBody) * linesPerBody;
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
  const [{ sent, seconds: tookSeconds }, times] = await Promise.all([
    load,
    askWhile(peer, span, () => !state.isOver),
  ]);
  supply.takeBack((bodies.length - sent) * linesPerBody);
  bodies.length = 0;
  figures.set('lines taken in, half of full speed, rows/s', rate);
  figures.set('lines taken in, kept, rows/s', (sent * linesPerBody) / tookSeconds);
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
  await settle(peer, supply.lines, 3000);
}

/** The times of each question, asked in turn; one under way at the end of the load does not count. */
async function askWhile(
  peer: Peer,
  span: QuerySpan,
  isLoaded: () => boolean,
): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>();
  while (isLoaded()) {
    for (const name of queryNames) {
      const { ms, answer } = await ask(peer, name, span);
      if (!isLoaded()) break;
      if (answer !== undefined) checkAnswer(peer, name, span, answer);
      times.set(name, [...(times.get(name) ?? []), ms]);
    }
  }
  return times;
}
