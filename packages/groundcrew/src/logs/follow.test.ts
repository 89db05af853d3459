import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GroundcrewError } from '@groundcrew/runtime';
import type { ServerClient } from '../client/server-client.ts';
import { follow } from './follow.ts';

const second = (count: number) => `2026-11-21T10:00:${String(count).padStart(2, '0')}.000000000Z`;
const json = (count: number, id?: string) =>
  JSON.stringify({ id, time: second(count), observed_time: second(count), body: `r${count}` });
const unreachable = () => new GroundcrewError('server-unreachable', 'cannot reach');

/** A server whose answers are scripted: each live tail is a function that feeds it. */
class ScriptedServer implements ServerClient {
  readonly url = 'http://test';
  readonly asked: string[] = [];
  readonly #stored: () => number[];
  readonly #tails: ((feed: ReadableStreamDefaultController<Uint8Array>) => void)[];

  constructor(
    stored: () => number[],
    tails: ((feed: ReadableStreamDefaultController<Uint8Array>) => void)[],
  ) {
    this.#stored = stored;
    this.#tails = tails;
  }

  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(path, this.url);
    this.asked.push(url.pathname);
    if (url.pathname === '/api/logs/tail') return this.#tail(init.signal ?? undefined);
    const start = url.searchParams.get('start') ?? '';
    const limit = Number(url.searchParams.get('limit'));
    const records = this.#stored()
      .filter((count) => start.startsWith('-') || second(count) >= start.replace('Z', '000000Z'))
      .sort((a, b) => b - a)
      .slice(0, limit);
    return new Response(records.map((count) => `${json(count, `id${count}`)}\n`).join(''));
  }

  #tail(signal: AbortSignal | undefined): Response {
    const run = this.#tails.shift();
    if (!run) throw unreachable();
    return new Response(
      new ReadableStream<Uint8Array>({
        start(feed) {
          signal?.addEventListener('abort', () => feed.error(signal.reason));
          run(feed);
        },
      }),
    );
  }
}

const event = (count: number) => Buffer.from(`event: log\ndata: ${json(count)}\n\n`);

async function eventually(isTrue: () => boolean): Promise<void> {
  const end = performance.now() + 30_000;
  while (!isTrue()) {
    assert.ok(performance.now() < end, 'not within 30 s');
    await new Promise((wake) => setTimeout(wake, 1));
  }
}

function run(client: ServerClient, limit = 100) {
  const stop = new AbortController();
  const shown: string[] = [];
  const notices: string[] = [];
  const done = follow({
    client,
    listing: { query: '', start: '-1h', limit },
    show: async ({ record }) => void shown.push(record.body),
    notice: (text) => notices.push(text),
    signal: stop.signal,
    secondLookMs: [5],
  });
  return { shown, notices, done, stop: () => stop.abort() };
}

test('listing and following overlap, and print no record twice nor miss one', async () => {
  let stored = [11, 12];
  const server = new ScriptedServer(
    () => stored,
    [
      (feed) => {
        // 12 is in both; 13 was accepted before the tail opened and is stored only after the listing.
        feed.enqueue(event(12));
        feed.enqueue(event(14));
        setTimeout(() => (stored = [11, 12, 13, 14]), 0);
      },
    ],
  );
  const { shown, done, stop } = run(server);
  await eventually(() => shown.length >= 4);
  stop();
  await done;
  assert.deepEqual(shown.toSorted(), ['r11', 'r12', 'r13', 'r14']);
  assert.equal(server.asked[0], '/api/logs/tail', 'the tail is opened first');
});

test('what was left out by the limit is not printed later', async () => {
  const server = new ScriptedServer(() => [10, 11, 12, 13], [() => undefined]);
  const { shown, done, stop } = run(server, 2);
  await eventually(() => server.asked.length >= 3);
  await new Promise((wake) => setTimeout(wake, 5));
  stop();
  await done;
  assert.deepEqual(shown, ['r12', 'r13']);
});

test('after a lost connection, what came meanwhile is printed once', async () => {
  let stored = [20];
  const server = new ScriptedServer(
    () => stored,
    [
      (feed) => {
        feed.enqueue(event(21));
        stored = [20, 21, 22, 23];
        setTimeout(() => feed.close(), 1);
      },
      (feed) => feed.enqueue(event(23)),
    ],
  );
  const { shown, notices, done, stop } = run(server);
  await eventually(() => shown.includes('r23'));
  stop();
  await done;
  assert.deepEqual(shown.toSorted(), ['r20', 'r21', 'r22', 'r23']);
  assert.ok(notices.some((text) => text.includes('connection')));
});

test('skipped lines are told; a refusal ends it', async () => {
  const server = new ScriptedServer(
    () => [],
    [
      (feed) =>
        feed.enqueue(Buffer.from('event: skipped\ndata: {"lines":7,"reason":"overload"}\n\n')),
    ],
  );
  const { notices, done, stop } = run(server);
  await eventually(() => notices.length > 0);
  assert.match(notices[0] ?? '', /^7 lines skipped/);
  stop();
  await done;
  await assert.rejects(run(new ScriptedServer(() => [], [])).done, { code: 'server-unreachable' });
});
