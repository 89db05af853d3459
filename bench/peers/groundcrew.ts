// Groundcrew itself, as a user starts it.
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { getText } from '../load.ts';
import type { Peer, QueryName, QuerySpan, System } from './peer.ts';
import { firstLineSeconds, freePort, launch, stopServer, versionOf } from './server-process.ts';

const program = resolve(import.meta.dirname, '../../../packages/groundcrew/dist/main.js');

function queryPath(name: QueryName, { known, startMs, endMs }: QuerySpan): string {
  const at = (path: string, parameters: Record<string, string>) =>
    `${path}?${new URLSearchParams({ start: String(startMs), end: String(endMs), ...parameters }).toString()}`;
  const count = (query: string) => at('/api/logs/count', { query });
  switch (name) {
    case 'needle: one request id, its row':
      return at('/api/logs', { query: `request_id:${known.requestId}` });
    case 'two common words, count':
      return count('GET finished');
    case 'a rare word, count':
      return count(known.rareWord);
    case 'a rare word, its rows':
      return at('/api/logs', { query: known.rareWord });
    case 'phrase, count':
      return count('"finished in"');
    case 'substring, count':
      return count('*rders1*');
    case 'attribute equals, count':
      return count('status:500');
    case 'attribute > number, count':
      return count('duration_ms:>250');
    case 'count by service':
      return at('/api/logs/facets', { field: 'service' });
    case 'count by an attribute':
      return at('/api/logs/facets', { field: 'path' });
    case 'count by minute and level':
      return at('/api/logs/histogram', { by: 'level', step: '1m' });
    case 'newest 100':
      return at('/api/logs', { limit: '100' });
    case 'newest 100 errors of one service':
      return at('/api/logs', { query: 'service:billing level:error', limit: '100' });
  }
}

/** Starts the built program on a free port with its data in `folder`. */
export async function startGroundcrew(
  folder: string,
  wrapper: readonly string[] = [],
): Promise<Peer> {
  const started = performance.now();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const data = join(folder, 'data');
  const child = launch(
    process.execPath,
    [program, 'serve', '--data', data, '--listen', `127.0.0.1:${port}`],
    wrapper,
    'pipe',
  );
  if (!child.stdout) throw new Error('Groundcrew was started without a pipe for its output');
  const ready = once(createInterface({ input: child.stdout }), 'line');
  const ingestUrl = `${url}/ingest`;
  const startSeconds = await firstLineSeconds(child, started, ingestUrl, {
    body: '{"message":"first"}',
  });
  // Lines are taken before the store can be asked.
  await ready;
  return {
    name: 'Groundcrew',
    pid: child.pid ?? 0,
    ingestUrl,
    ingestHeaders: {},
    syncsBeforeAnswer: true,
    startSeconds,
    dataFolder: data,
    countRows: async () => {
      const text = await getText(`${url}/api/logs/count?start=0&end=now`);
      return countIn(text) - 1;
    },
    query: (name, span, timeoutMs) => getText(url + queryPath(name, span), timeoutMs),
    countIn,
    stop: () => stopServer(child, wrapper.length > 0),
  };
}

// The API answers a count with an object of this form.
const countIn = (answer: string) => (JSON.parse(answer) as { count: number }).count;

export const groundcrew: System = {
  name: 'Groundcrew',
  version: () => versionOf(process.execPath, [program, '--version'], /(\S+)/),
  missing: 'Groundcrew has not been built',
  start: startGroundcrew,
};
