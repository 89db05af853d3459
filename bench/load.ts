// Sends request bodies over a fixed number of keep-alive connections and counts what was acknowledged.
import http from 'node:http';

/** Posts every body once, over `connections` connections; resolves with the seconds it took. 503 is retried. */
export async function sendBodies(
  url: string,
  bodies: readonly Buffer[],
  connections: number,
  headers: Record<string, string> = {},
): Promise<{ seconds: number; refused: number }> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const started = performance.now();
  let next = 0;
  let refused = 0;
  const worker = async () => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      for (;;) {
        const status = await post(url, body, agent, headers);
        if (status < 300) break;
        if (status !== 503 && status !== 429) throw new Error(`${url} answered ${status}`);
        refused++;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  agent.destroy();
  return { seconds: (performance.now() - started) / 1000, refused };
}

function post(
  url: string,
  body: Buffer,
  agent: http.Agent,
  headers: Record<string, string>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      url,
      { method: 'POST', agent, headers: { 'content-length': body.length, ...headers } },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Reads a whole answer; throws when it is not a success. */
export async function getText(url: string): Promise<string> {
  const response = await fetch(url);
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
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
