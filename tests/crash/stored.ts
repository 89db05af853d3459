// What the server holds of the ledger's events, and when it holds all of them.
import assert from 'node:assert/strict';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { eventually, type Server } from '../harness/server.ts';
import type { Verdict } from './ledger.ts';

/** The ids of stored events, in the order of their times: of all, or of those since a moment. */
export async function storedIds(
  server: Pick<Server, 'url'>,
  start = '2000-01-01T00:00:00Z',
): Promise<string[]> {
  const span = `start=${start}&end=2100-01-01T00:00:00Z`;
  const answer = await fetch(
    `${server.url}/api/logs/export?query=event&${span}&format=ndjson&order=asc`,
  );
  assert.equal(answer.status, 200);
  assert.ok(answer.body);
  const ids: string[] = [];
  for await (const line of createInterface({ input: Readable.fromWeb(answer.body) })) {
    // What startLedger sends.
    if (line !== '') ids.push((JSON.parse(line) as { attributes: { id: string } }).attributes.id);
  }
  return ids;
}

/** The value of a metric; undefined while it cannot be asked. */
export async function metricOf(
  server: Pick<Server, 'url'>,
  name: string,
): Promise<number | undefined> {
  const text = await fetch(`${server.url}/metrics`).then(
    (answer) => answer.text(),
    () => '',
  );
  const value = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
}

/** How long an ordinary rest of the log may take. */
export const drainMs = 60_000;

/** Resolves once the log has been delivered: nothing waits in it. */
export async function drained(server: Pick<Server, 'url'>, deadlineMs = drainMs): Promise<void> {
  await eventually(
    'the log is empty',
    async () => (await metricOf(server, 'groundcrew_wal_size_bytes')) === 0,
    deadlineMs,
  );
}

/** Throws when something acknowledged is not there, something is there twice, or what nobody sent is there. */
export function assertSound(verdict: Verdict): void {
  assert.deepEqual(verdict.lost.slice(0, 5), [], 'lost');
  assert.deepEqual(verdict.doubled.slice(0, 5), [], 'doubled');
  assert.deepEqual(verdict.foreign.slice(0, 5), [], 'never sent');
}

/** The verdict in words. */
export const inWords = (verdict: Verdict): string =>
  `${verdict.acknowledged} acknowledged, ${verdict.stored} stored, ${verdict.unknown} of unknown fate, ` +
  `${verdict.lost.length} lost, ${verdict.doubled.length} doubled`;
