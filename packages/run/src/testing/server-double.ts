// A server for the tests of delivering: takes each key once, as the real one does, except for what a test has it refuse.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunRecord } from '@groundcrew/model';

/** What came in, and what to do with it. */
export interface ServerDouble {
  url: string;
  /** Messages of the lines taken, in order. */
  messages: string[];
  /** The newest record taken of each run. */
  records: Map<string, RunRecord>;
  /** How many requests there were. */
  requests: number;
  /** A status for this request; undefined to take it, 'hang up' to close the connection. */
  refuse(body: string, path: string): number | 'hang up' | undefined;
  /** Sent with what is not taken; "" for nothing. */
  retryAfter: string;
  /** As if nothing had ever come. */
  forget(): void;
  close(): void;
}

/** Starts one at this port; 0 is a free one. */
export async function startServerDouble(atPort = 0): Promise<ServerDouble> {
  const keys = new Set<string>();
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  server.listen(atPort, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const double: ServerDouble = {
    url: `http://127.0.0.1:${port}`,
    messages: [],
    records: new Map(),
    requests: 0,
    refuse: () => undefined,
    retryAfter: '',
    forget() {
      keys.clear();
      double.messages = [];
      double.records.clear();
      double.requests = 0;
      double.refuse = () => undefined;
    },
    close: () => server.close(),
  };
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat((await request.toArray()) as Buffer[]).toString();
    const path = request.url ?? '';
    double.requests += 1;
    const status = double.refuse(body, path);
    if (status === 'hang up') {
      response.destroy();
      return;
    }
    if (status === undefined && path === '/ingest/runs') takeRecord(body);
    else if (status === undefined) takeLines(String(request.headers['idempotency-key']), body);
    const headers = double.retryAfter === '' ? {} : { 'retry-after': double.retryAfter };
    response.writeHead(status ?? 200, headers).end(JSON.stringify({ detail: 'because' }));
  }
  function takeRecord(body: string): void {
    const record = JSON.parse(body) as RunRecord;
    double.records.set(record.run_id, record);
  }
  function takeLines(key: string, body: string): void {
    if (keys.has(key)) return;
    keys.add(key);
    const lines = body.trim().split('\n');
    double.messages.push(...lines.map((line) => (JSON.parse(line) as { message: string }).message));
  }
  return double;
}
