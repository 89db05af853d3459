// The ports for OTLP: busy ones, those that are switched off, and those that others could reach.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import http2 from 'node:http2';
import { createServer, type AddressInfo, type Server as NetServer } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  cleanEnvironment,
  eventually,
  freePort,
  program,
  startServer,
  temporaryFolder,
} from '../harness/server.ts';
import { exportPorts } from './export-ports.ts';

const folder = temporaryFolder();
after(() => folder.remove());

const httpOption = 'GROUNDCREW_INGEST_RECEIVERS_OTLP_HTTP_LISTEN';
const grpcOption = 'GROUNDCREW_INGEST_RECEIVERS_OTLP_GRPC_LISTEN';

const empty = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };

/** Starts a server that must refuse to; returns what it says. */
function refusalOf(name: string, env: Record<string, string>): string {
  const data = join(folder.path, name);
  const { status, stderr } = spawnSync(
    process.execPath,
    [program, 'serve', '--data', data, '--listen', '127.0.0.1:0'],
    { env: cleanEnvironment(env), encoding: 'utf8', timeout: 60_000 },
  );
  assert.notEqual(status, 0);
  return stderr;
}

test('a port that was asked for and is busy stops the start, and says which option it is', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo; // A TCP server has this form of address.
  const text = refusalOf('busy', { [httpOption]: `127.0.0.1:${port}` });
  other.close();
  assert.match(text, /cannot listen on 127\.0\.0\.1:\d+: the port is in use/);
  assert.match(text, /set ingest\.receivers\.otlp\.httpListen to another address/);
});

test('the usual port, when busy and not asked for, is left out and said', async () => {
  const other = createServer();
  const leftOut = /a port is left out: cannot listen on 127\.0\.0\.1:4318: the port is in use/;
  let attempts = 0;
  // Whoever has the port serves as well, but may give it up before the server asks for it: then once more.
  await eventually(
    'the port is left out',
    async () => {
      if (!other.listening) await listen(other, 4318);
      const data = join(folder.path, `left-out-${attempts++}`);
      const server = await startServer(data, { port: await freePort(), atUsualPorts: true });
      try {
        await eventually('the port is open or left out', () =>
          /"option":"ingest\.receivers\.otlp\.httpListen"|a port is left out/.test(server.stderr()),
        );
        if (!leftOut.test(server.stderr())) return false;
        assert.match(server.stderr(), /set ingest\.receivers\.otlp\.httpListen to another address/);
        assert.equal((await fetch(`${server.url}/v1/logs`, empty)).status, 200);
        return true;
      } finally {
        await server.stop();
      }
    },
    60_000,
  );
  other.close();
});

/** Takes the port, unless someone else has it. */
async function listen(server: NetServer, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch(() => undefined);
}

test('a port that others can reach needs a token, like the main one', () => {
  const text = refusalOf('reachable', { [grpcOption]: '0.0.0.0:0' });
  assert.match(text, /cannot listen on 0\.0\.0\.0 without tokens/);
});

test('ports take telemetry and nothing else, and survive clients that speak nonsense', async () => {
  const server = await startServer(join(folder.path, 'open'));
  try {
    const urls = await exportPorts(server);
    assert.equal((await fetch(`${urls.http}/v1/logs`, empty)).status, 200);
    assert.equal((await fetch(`${server.url}/v1/logs`, empty)).status, 200);
    assert.equal((await fetch(`${urls.http}/api/logs`)).status, 404);
    await assert.rejects(fetch(`${urls.grpc}/v1/logs`, empty));
    await floodWithResets(urls.grpc);
    assert.equal(await codeOfEmptyExport(urls.grpc), '0');
  } finally {
    await server.stop();
  }
});

test('a port can be switched off', async () => {
  const off = { [httpOption]: 'off', [grpcOption]: 'off' };
  const server = await startServer(join(folder.path, 'off'), { env: off });
  await server.stop();
  assert.doesNotMatch(server.stderr(), /receivers\.otlp/);
});

/** Opens and cancels calls until the server hangs up. */
async function floodWithResets(url: string): Promise<void> {
  const session = http2.connect(url);
  session.on('error', () => undefined);
  await once(session, 'connect');
  let isGone = false;
  session.once('close', () => (isGone = true));
  session.once('goaway', () => (isGone = true));
  await eventually('the server sends the client away', async () => {
    for (let index = 0; index < 50 && !isGone && !session.destroyed; index++) {
      const stream = session.request({ ':method': 'POST', 'content-type': 'application/grpc' });
      stream.on('error', () => undefined);
      stream.close(http2.constants.NGHTTP2_CANCEL);
    }
    await new Promise((wake) => setImmediate(wake));
    return isGone;
  });
  session.destroy();
}

/** The status of an export without records. */
async function codeOfEmptyExport(url: string): Promise<unknown> {
  const session = http2.connect(url);
  const stream = session.request({
    ':method': 'POST',
    ':path': '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  stream.end(Buffer.alloc(5));
  stream.resume();
  const [trailers] = (await once(stream, 'trailers')) as [http2.IncomingHttpHeaders];
  session.close();
  return trailers['grpc-status'];
}
