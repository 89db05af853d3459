// S2: a thousand sockets that send a byte now and then, as headers, as bodies and as gRPC, and readers that never read:
// others are answered as before, and the slow ones are sent away.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { ingest } from '../harness/api.ts';
import { eventually, startServer, temporaryFolder } from '../harness/server.ts';
import { exportPorts } from '../otlp/export-ports.ts';
import { countOf } from './counts.ts';
import { memoryMib, quantile, watchHealth } from './watch.ts';

const sockets = countOf('S2_SOCKETS', { reduced: 300, full: 1000 });
const readers = countOf('S2_READERS', { reduced: 60, full: 200 });
/** By then all of them are gone: ten seconds for headers, five until the next look, and the machine's own. */
const goneMs = 20_000;
/** Others may wait so long; on a machine that runs all tests, the small counts say nothing about speed. */
const patienceMs = countOf('S2_PATIENCE_MS', { reduced: 5000, full: 100 });
const folder = temporaryFolder();
const server = await startServer(folder.path, {
  args: [
    '--http.headers-timeout-ms',
    String(countOf('S2_HEADERS_MS', { reduced: 1000, full: 10_000 })),
  ],
});
after(async () => {
  await server.stop('SIGKILL');
  folder.remove();
});

/** An upload has ten seconds before its speed counts: too long for the small counts. */
const kinds = countOf('S2_KINDS', { reduced: 2, full: 4 });
const { port } = new URL(server.url);

/** What each kind sends at once; the rest comes a byte in five seconds. */
const beginnings = [
  { kind: 'headers', text: 'GET /api/logs HTTP/1.1\r\nHost: localhost\r\nX-A: ' },
  { kind: 'nothing', text: '' },
  {
    kind: 'body',
    text: 'POST /ingest HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n',
  },
  {
    kind: 'chunked body',
    text: 'POST /v1/logs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
  },
];

async function open(toPort: string, text: string): Promise<Socket> {
  const socket = connect({ port: Number(toPort), host: '127.0.0.1' });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  if (text !== '') socket.write(text);
  return socket;
}

test(`${sockets} slow sockets and ${readers} readers that do not read`, async (context) => {
  for (let n = 0; n < 20; n++)
    await ingest(server.url, `${JSON.stringify({ message: 'x'.repeat(200_000) })}\n`.repeat(5));
  const { grpc } = await exportPorts(server);
  const calm = watchHealth(server);
  await new Promise((wake) => setTimeout(wake, 1000));
  const calmMs = quantile(await calm(), 0.99);
  const beforeMib = memoryMib(server);

  const startMs = performance.now();
  const slow = await Promise.all(
    Array.from({ length: sockets }, (_, n) => {
      if (n % (kinds + 1) === kinds) return open(new URL(grpc).port, 'PRI * HTTP/2.0\r\n');
      return open(port, beginnings[n % (kinds + 1)]?.text ?? '');
    }),
  );
  const stalled = await Promise.all(
    Array.from({ length: readers }, async () => {
      const path = '/api/logs/export?start=-1d';
      const socket = await open(port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      return socket.pause();
    }),
  );
  const drip = setInterval(() => {
    for (const socket of slow) if (socket.writable) socket.write('a');
  }, 5000);
  let gone = 0;
  for (const socket of slow) {
    socket.once('close', () => (gone += 1));
    socket.resume();
  }
  const watch = watchHealth(server);
  const keptMs: number[] = [];
  await eventually(
    'the slow sockets are gone',
    async () => {
      const askedMs = performance.now();
      await ingest(server.url, 'honest\n');
      keptMs.push(performance.now() - askedMs);
      return gone === slow.length;
    },
    goneMs,
  ).finally(() => {
    clearInterval(drip);
    context.diagnostic(`${gone} of ${slow.length} gone`);
  });
  const tookMs = performance.now() - startMs;
  const healthMs = quantile(await watch(), 0.99);
  const grownMib = memoryMib(server) - beforeMib;
  for (const socket of stalled) socket.destroy();
  keptMs.sort((a, b) => a - b);
  context.diagnostic(
    `all gone after ${tookMs.toFixed(0)} ms; /healthz p99 ${calmMs.toFixed(1)} ms before, ${healthMs.toFixed(1)} ms during; ` +
      `a line kept p99 ${quantile(keptMs, 0.99).toFixed(0)} ms; ${grownMib.toFixed(0)} MiB more`,
  );
  assert.ok(healthMs < Math.max(2 * calmMs, patienceMs), `p99 ${healthMs} ms, before ${calmMs} ms`);
  assert.ok(grownMib < 150, `${grownMib} MiB more`);
});
