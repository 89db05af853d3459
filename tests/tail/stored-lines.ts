// What the server holds of a program's lines.
import { eventually } from '../harness/server.ts';
import { numbersIn } from './log-program.ts';

/** Longest wait for lines that are on disk; the last, partial line of a rotated file takes ten seconds by itself. */
const storedWithinMs = 45_000;

/** Waits until so many files are followed: what is rotated away before that was never the server's to read. */
export function followed(url: string, files: number): Promise<void> {
  return eventually(
    `${files} files are followed`,
    async () => {
      const text = await metricsOf(url);
      return Number(/^groundcrew_tail_files (\d+)$/m.exec(text)?.[1] ?? 0) >= files;
    },
    30_000,
  );
}

/**
 * The numbers of all lines stored for a service, doubles included, once all that are wanted are there; without them when
 * they do not come.
 */
export async function storedNumbers(
  url: string,
  name: string,
  wanted: ReadonlySet<number>,
): Promise<number[]> {
  const range = `query=service:${name}&start=-1d&end=now`;
  let exported = -1;
  await eventually(
    `all lines of ${name} are stored`,
    async () => {
      // What is stored and not on disk any more counts, too: only the numbers themselves tell.
      const answer = await fetch(`${url}/api/logs/count?${range}`);
      if (!answer.ok) return false;
      const { count } = (await answer.json()) as { count: number };
      if (count < wanted.size || count === exported) return false;
      exported = count;
      const lines = await fetch(`${url}/api/logs/export?${range}&format=ndjson`);
      const seen = new Set(numbersIn(await lines.text(), name));
      return [...wanted].every((number) => seen.has(number));
    },
    storedWithinMs,
    // The comparison then says which lines are missing.
  ).catch(() => undefined);
  let text = '';
  await eventually(
    'nothing waits any more',
    async () => /^groundcrew_wal_size_bytes\S* 0$/m.test((text = await metricsOf(url))),
    60_000,
  ).catch((error: unknown) => {
    throw new Error(`lines still wait for the store:\n${text}`, { cause: error });
  });
  const answer = await fetch(`${url}/api/logs/export?${range}&format=ndjson`);
  return numbersIn(await answer.text(), name);
}

async function metricsOf(url: string): Promise<string> {
  const answer = await fetch(`${url}/metrics`);
  return answer.text();
}

/** The numbers that stand there more than once. */
export function doublesIn(numbers: readonly number[]): number[] {
  const seen = new Set<number>();
  return numbers.filter((number) => seen.size === seen.add(number).size);
}
