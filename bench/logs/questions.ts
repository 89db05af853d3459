// The thirteen questions: how long each takes, and that every system gives the same answer.
import type { Peer, QueryName, QuerySpan } from '../peers/peer.ts';
import { queryNames } from '../peers/peer.ts';
import { say, type Figures } from './figures.ts';
import type { LargeLoad } from './intake.ts';

/** A question that takes longer is given up. */
export const timeoutMs = 60_000;

export const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Asks once; Infinity milliseconds and no answer when it took too long. */
export async function ask(
  peer: Peer,
  name: QueryName,
  span: QuerySpan,
): Promise<{ ms: number; answer: string | undefined }> {
  const started = performance.now();
  try {
    const answer = await peer.query(name, span, timeoutMs);
    return { ms: performance.now() - started, answer };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError')
      return { ms: Infinity, answer: undefined };
    throw error;
  }
}

// A system that takes seconds is asked less often: the spread is small against that.
const repeatsMax = 9;
const repeatsAfter = (firstMs: number) => (firstMs > 2000 ? 1 : firstMs > 1000 ? 3 : repeatsMax);

/** A system that is asked. */
export interface Asked {
  peer: Peer;
  load: LargeLoad;
  figures: Figures;
  /** Runs a part of the measurement; what goes wrong is kept for the report, and undefined comes back. */
  attempt<T>(run: () => Promise<T>): Promise<T | undefined>;
}

/** The median of each question, after one that does not count; each time of all systems in turn. */
export async function measureQuestions(systems: readonly Asked[]): Promise<void> {
  for (const name of queryNames) {
    say(name);
    const waiting: { asked: Asked; repeats: number; times: number[] }[] = [];
    for (const asked of systems) {
      const repeats = await asked.attempt(() => askFirst(asked, name));
      if (repeats !== undefined) waiting.push({ asked, repeats, times: [] });
    }
    for (let round = 0; round < repeatsMax; round++) {
      for (const { asked, repeats, times } of waiting) {
        if (round >= repeats) continue;
        const again = await asked.attempt(() => ask(asked.peer, name, asked.load.data));
        times.push(again?.ms ?? Infinity);
      }
    }
    for (const { asked, times } of waiting) asked.figures.set(`${name}, ms`, median(times));
  }
}

/** How often to ask again; a question that was given up, not at all. */
async function askFirst(
  { peer, load: { supply, data: span }, figures }: Asked,
  name: QueryName,
): Promise<number | undefined> {
  const { ms, answer } = await ask(peer, name, span);
  if (answer === undefined) {
    figures.set(`${name}, ms`, Infinity);
    return undefined;
  }
  const wrong = whatIsWrong(peer, name, span, answer);
  if (wrong !== undefined) supply.complain(wrong);
  return repeatsAfter(ms);
}

/** Counts by question, as the first system answered: every other must answer the same. */
const expectedCounts = new Map<string, number>();

/** What an answer lacks, or where two systems disagree because they don't hold the same rows; undefined when it is right. */
export function whatIsWrong(
  peer: Peer,
  name: QueryName,
  span: QuerySpan,
  answer: string,
): string | undefined {
  if (name.endsWith(', count')) {
    const count = peer.countIn(answer);
    const expected = expectedCounts.get(name) ?? count;
    expectedCounts.set(name, expected);
    return count === expected && count > 0 ? undefined : `${name}: ${count}, not ${expected}`;
  }
  const missing = contained(name, span).find((text) => !answer.includes(text));
  if (missing !== undefined) return `${name}: ${missing} is not in the answer`;
  const rows = name.startsWith('newest 100') ? 100 : 0;
  return answer.split('request_id').length > rows ? undefined : `${name}: fewer than ${rows} rows`;
}

function contained(name: QueryName, { known }: QuerySpan): string[] {
  switch (name) {
    case 'needle: one request id, its row':
      return [known.requestId];
    case 'a rare word, its rows':
      return [known.rareWord];
    case 'count by service':
      return ['api', 'billing', 'mailer', 'gateway'];
    case 'count by an attribute':
      return ['/users', '/cart', '/checkout'];
    default:
      return [];
  }
}
