// Sends request bodies over a fixed number of keep-alive connections and counts what was acknowledged.
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

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
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const started = performance.now();
  let next = 0;
  let sent = 0;
  let refused = 0;
  const worker = async () => {
    for (let index = next++; index < bodies.length; index = next++) {
      const earlyMs = started + (index / bodiesPerSecond) * 1000 - performance.now();
      if (earlyMs > 1) await sleep(earlyMs);
      if (performance.now() - started > untilSeconds * 1000) return;
      refused += await postUntilTaken(url, bodies[index] ?? Buffer.alloc(0), agent, headers);
      sent++;
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, worker));
  } finally {
    agent.destroy();
  }
  return { seconds: (performance.now() - started) / 1000, sent, refused };
}

/** Resolves with the number of times that the server said it was busy. */
async function postUntilTaken(
  url: string,
  body: Buffer,
  agent: http.Agent,
  headers: Record<string, string>,
): Promise<number> {
  for (let refused = 0; ; refused++) {
    const { status, text } = await post(url, body, agent, headers);
    if (status < 300) return refused;
    if (status !== 503 && status !== 429) throw new Error(`${url} answered ${status}: ${text}`);
    await sleep(100);
  }
}

function post(
  url: string,
  body: Buffer,
  agent: http.Agent,
  headers: Record<string, string>,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      url,
      { method: 'POST', agent, headers: { 'content-length': body.length, ...headers } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          if (text.length < 300) text += chunk.slice(0, 300);
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
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
