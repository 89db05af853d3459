// Sends request bodies over a fixed number of keep-alive connections and counts what was acknowledged.
import { setTimeout as sleep } from 'node:timers/promises';
import { PostConnection } from './post-connection.ts';

/** What may be said about a load beside its bodies. */
export interface LoadOptions {
  headers?: Record<string, string>;
  /** Bodies are sent no earlier than this many a second allow; without it as fast as they are answered. */
  bodiesPerSecond?: number;
  /** Nothing is sent any more after this time. */
  untilSeconds?: number;
}

/** Posts every body once, over `connections` connections; resolves with the seconds it took and how many were sent. 503 is retried. */
export async function sendBodies(
  url: string,
  bodies: readonly Buffer[],
  connections: number,
  { headers = {}, bodiesPerSecond = Infinity, untilSeconds = Infinity }: LoadOptions = {},
): Promise<{ seconds: number; sent: number; refused: number }> {
  const started = performance.now();
  let next = 0;
  let sent = 0;
  let refused = 0;
  const worker = async () => {
    const connection = new PostConnection(url, headers);
    try {
      await sendSome(connection);
    } finally {
      connection.close();
    }
  };
  const sendSome = async (connection: PostConnection) => {
    for (let index = next++; index < bodies.length; index = next++) {
      const earlyMs = started + (index / bodiesPerSecond) * 1000 - performance.now();
      if (earlyMs > 1) await sleep(earlyMs);
      if (performance.now() - started > untilSeconds * 1000) return;
      refused += await postUntilTaken(connection, bodies[index] ?? Buffer.alloc(0));
      sent++;
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return { seconds: (performance.now() - started) / 1000, sent, refused };
}

/** Resolves with the number of times that the server said it was busy. */
async function postUntilTaken(connection: PostConnection, body: Buffer): Promise<number> {
  for (let refused = 0; ; refused++) {
    const { status, text } = await connection.post(body);
    if (status < 300) return refused;
    if (status !== 503 && status !== 429) throw new Error(`answered ${status}: ${text}`);
    await sleep(100);
  }
}

/** Reads a whole answer; throws when it is not a success, and a `TimeoutError` when it takes too long. */
export async function getText(url: string, timeoutMs = 300_000): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 300)}`);
  return text;
}

/** Asks again until `isDone`; throws after `deadlineMs`. */
export async function waitUntil(
  what: string,
  isDone: () => Promise<boolean>,
  { deadlineMs = 300_000, everyMs = 500 } = {},
): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!(await isDone())) {
    if (performance.now() > end) throw new Error(`waited ${deadlineMs} ms in vain: ${what}`);
    await sleep(everyMs);
  }
}
