// What the server holds of a program's lines.
import { eventually } from '../harness/server.ts';
import { numbersIn } from './log-program.ts';

/** The numbers of all lines stored for a service, doubles included, once the log has been delivered. */
export async function storedNumbers(url: string, name: string, atLeast: number): Promise<number[]> {
  const range = `query=service:${name}&start=-1d&end=now`;
  let seen = 0;
  await eventually(
    `${atLeast} lines of ${name} are stored, not ${seen}`,
    async () => {
      const answer = await fetch(`${url}/api/logs/count?${range}`);
      if (!answer.ok) return false;
      seen = ((await answer.json()) as { count: number }).count;
      return seen >= atLeast;
    },
    30_000,
    // The comparison then says which lines are missing.
  ).catch(() => undefined);
  let text = '';
  await eventually(
    'nothing waits any more',
    async () => {
      text = await fetch(`${url}/metrics`).then((answer) => answer.text());
      return /^groundcrew_wal_size_bytes\S* 0$/m.test(text);
    },
    60_000,
  ).catch((error: unknown) => {
    throw new Error(`lines still wait for the store:\n${text}`, { cause: error });
  });
  const answer = await fetch(`${url}/api/logs/export?${range}&format=ndjson`);
  return numbersIn(await answer.text(), name);
}

/** The numbers that stand there more than once. */
export function doublesIn(numbers: readonly number[]): number[] {
  const seen = new Set<number>();
  return numbers.filter((number) => seen.size === seen.add(number).size);
}
