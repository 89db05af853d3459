// A server with a host behind it, a log that only remembers, and a client that can misbehave. For the tests of the host.
import assert from 'node:assert/strict';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { type Access, type Clock, Metrics, silentLog } from '@groundcrew/runtime';
import type { AppendResult, LogEntry } from '@groundcrew/wal';
import type { z } from 'zod';
import { ingestConfigSchema } from '../config.ts';
import { IngestHost } from '../host.ts';

/** One call of `append`. */
export interface Appended {
  entries: readonly LogEntry[];
  rows: number;
  key: string | undefined;
}

export interface TestHostOptions {
  limits?: NonNullable<z.input<typeof ingestConfigSchema>>['limits'];
  /** What the log does; by default it keeps everything. */
  append?: (call: Appended) => Promise<AppendResult>;
  access?: Access;
}

/** What a client got. */
export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  json: Record<string, unknown>;
}

/** Opens a host on a free port; `await using` closes it. */
export async function openTestHost(options: TestHostOptions = {}) {
  const appended: Appended[] = [];
  const metrics = new Metrics();
  const clock = { ms: 0, nowNs: () => 1_763_600_000_000_000_000n, monotonicMs: () => clock.ms };
  const host = new IngestHost({
    append: async (entries, rows, key) => {
      const call = { entries, rows, key };
      const result = options.append ? await options.append(call) : { rows, isRepeat: false };
      if (!result.isRepeat) appended.push(call);
      return result;
    },
    config: ingestConfigSchema.parse({ limits: options.limits ?? {} }),
    access: options.access ?? { check: () => ({ id: 'local' }) },
    clock: clock satisfies Clock,
    metrics,
    log: silentLog,
    folder: '',
    random: () => 0,
  });
  const server = http.createServer((request, response) => {
    if (!host.handle(request, response)) response.writeHead(404).end();
  });
  server.on('checkContinue', (request: http.IncomingMessage, response: http.ServerResponse) =>
    host.handle(request, response, true),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // A TCP server has this form of address.
  const agent = new http.Agent({ keepAlive: true });
  return {
    host,
    port,
    clock,
    appended,
    send: (body: string | Buffer, request: http.RequestOptions = {}) =>
      send(body, { port, agent, ...request }),
    /** The same for answers that are no JSON. */
    sendRaw: (body: string | Buffer, request: http.RequestOptions = {}) =>
      sendRaw(body, { port, agent, ...request }),
    until: (condition: () => boolean) => until(condition, () => condition.toString()),
    /** All lines appended so far. */
    lines: () =>
      appended.flatMap(({ entries }) => entries.flatMap(({ body }) => body.toString().split('\n'))),
    /** The value of a metric with its labels, such as `groundcrew_ingest_lines_total{receiver="ingest"}`. */
    metric: (name: string) =>
      Number(
        metrics
          .render()
          .split('\n')
          .find((line) => line.startsWith(`${name} `))
          ?.split(' ')[1] ?? 0,
      ),
    async [Symbol.asyncDispose]() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await host.close();
    },
  };
}

/** Sends a request the proper way. */
async function send(payload: string | Buffer, options: http.RequestOptions): Promise<Answer> {
  const { status, headers, body } = await sendRaw(payload, options);
  const text = body.toString();
  const json = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>); // All answers are objects.
  return { status, headers, json };
}

async function sendRaw(payload: string | Buffer, options: http.RequestOptions) {
  const request = http.request({ method: 'POST', path: '/ingest', ...options });
  request.end(payload);
  // The event's only argument.
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  const body = await buffer(response);
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

/** A connection on which a test writes what it wants. */
export async function openRawClient(port: number) {
  const socket = net.connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  socket.on('error', () => {});
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => resolve());
  });
  await once(socket, 'connect');
  return {
    socket,
    closed,
    received: () => received,
    write: (bytes: string | Buffer) => socket.write(bytes),
    /** Waits until the answers match. */
    until: (pattern: RegExp) =>
      until(
        () => pattern.test(received),
        () => `${pattern} in ${received}`,
      ),
  };
}

/** Waits for a condition, at most ten seconds. */
export async function until(condition: () => boolean, what: () => string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!condition()) {
    assert.ok(performance.now() < deadline, `waited in vain for ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
