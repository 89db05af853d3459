// OTLP against a host: status codes, bodies in the client's encoding, and gRPC as its protocol says.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2, { type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import zlib from 'node:zlib';
import { GroundcrewError } from '@groundcrew/runtime';
import { encodeRequest, type LogRecord } from './testing/otlp-protobuf.ts';
import { openTestHost, type TestHostOptions } from './testing/test-host.ts';
import { frameMessage } from './transports/grpc/message.ts';

const logs = (...logRecords: LogRecord[]) => ({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
const hello = logs({ body: { stringValue: 'hello' } });
const protobuf = { 'content-type': 'application/x-protobuf' };
const json = { 'content-type': 'application/json' };
const logsMethod = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';

const logFull = () =>
  Promise.reject(
    new GroundcrewError('log-full', 'cannot keep the lines: the log is full', {
      status: 503,
      retryAfterSeconds: 3,
    }),
  );

describe('OTLP over HTTP', () => {
  it('keeps records in both encodings, compressed or not', async () => {
    await using host = await openTestHost();
    const bytes = encodeRequest(hello);
    for (const [headers, body] of [
      [protobuf, bytes],
      [{ ...protobuf, 'content-encoding': 'gzip' }, zlib.gzipSync(bytes)],
      [{ ...protobuf, 'content-encoding': 'zstd' }, zlib.zstdCompressSync(bytes)],
      [json, Buffer.from(JSON.stringify(hello))],
      [{ ...json, 'content-encoding': 'gzip' }, zlib.gzipSync(JSON.stringify(hello))],
    ] as const) {
      const answer = await host.sendRaw(body, { path: '/v1/logs', headers });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['content-type'], headers['content-type']);
      assert.equal(
        answer.body.toString(),
        headers['content-type'] === json['content-type'] ? '{}' : '',
      );
    }
    assert.deepEqual(host.lines(), Array(5).fill('{"message":"hello"}'));
    assert.equal(host.metric('groundcrew_ingest_lines_total{receiver="otlp"}'), 5);
  });

  it('answers an empty request with success', async () => {
    await using host = await openTestHost();
    const answer = await host.sendRaw('', { path: '/v1/logs', headers: protobuf });
    assert.deepEqual([answer.status, answer.body.length], [200, 0]);
    assert.equal(host.appended.length, 0);
  });

  it('leaves out a bad record, says so, and counts it', async () => {
    await using host = await openTestHost();
    const body = JSON.stringify(logs({ body: { stringValue: 'good' } }, { timeUnixNano: 'soon' }));
    const answer = await host.sendRaw(body, { path: '/v1/logs', headers: json });
    assert.equal(answer.status, 200);
    assert.match(answer.body.toString(), /"rejectedLogRecords":"1","errorMessage":"left out 1 /);
    assert.deepEqual(host.lines(), ['{"message":"good"}']);
    const name = 'groundcrew_ingest_rejected_records_total';
    assert.equal(host.metric(`${name}{receiver="otlp",reason="malformed-record"}`), 1);
  });

  it('answers what it cannot take with a Status in the same encoding', async () => {
    await using host = await openTestHost();
    for (const [path, headers, body, status] of [
      ['/v1/logs', json, '{"resourceLogs":', 400],
      ['/v1/logs', json, '{"resourceLogs":7}', 400],
      ['/v1/logs', protobuf, encodeRequest(hello).subarray(0, 9), 400],
      ['/v1/logs', { ...protobuf, 'content-encoding': 'gzip' }, 'no gzip', 400],
      ['/v1/logs', { ...protobuf, 'content-encoding': 'br' }, 'x', 415],
      ['/v1/logs', { 'content-type': 'text/plain' }, 'x', 415],
      ['/v1/traces', protobuf, 'x', 404],
      ['/v1/metrics', json, '{}', 404],
    ] as const) {
      const answer = await host.sendRaw(body, { path, headers });
      const expected = headers === protobuf || 'content-encoding' in headers ? protobuf : json;
      assert.equal(answer.status, status, `${path} ${body.toString()}`);
      assert.equal(answer.headers['content-type'], expected['content-type']);
      assert.match(answer.body.toString(), /cannot (decode|keep)/);
    }
    assert.equal(host.appended.length, 0);
    assert.equal(host.metric('groundcrew_ingest_in_flight_bytes'), 0);
  });

  it('asks clients to send again when the trouble is ours', async () => {
    await using host = await openTestHost({ append: logFull });
    const request = { path: '/v1/logs', headers: protobuf };
    const answer = await host.sendRaw(encodeRequest(hello), request);
    assert.deepEqual([answer.status, answer.headers['retry-after']], [503, '3']);
  });
});

describe('OTLP over gRPC', () => {
  it('keeps records, compressed or not, several calls at a time', async () => {
    await using host = await openGrpcHost();
    const message = encodeRequest(hello);
    const compressed = frameMessage(zlib.gzipSync(message));
    compressed[0] = 1;
    const answers = await Promise.all([
      host.call(frameMessage(message)),
      host.call(compressed, { 'grpc-encoding': 'gzip' }),
      host.call(frameMessage(message), { 'grpc-encoding': 'gzip', 'grpc-timeout': '5S' }),
      host.call(frameMessage(Buffer.alloc(0))),
    ]);
    for (const { status, trailers, body, headers } of answers) {
      assert.deepEqual([status, trailers['grpc-status']], [200, '0']);
      assert.equal(headers['content-type'], 'application/grpc');
      assert.deepEqual(body, frameMessage(Buffer.alloc(0)));
    }
    assert.deepEqual(host.lines(), Array(3).fill('{"message":"hello"}'));
  });

  it('says how many records it left out', async () => {
    await using host = await openGrpcHost();
    const bytes = encodeRequest(logs({ body: { stringValue: 'XXXX' } }, {}));
    bytes[bytes.indexOf('XXXX') - 1] = 99;
    const { trailers, body } = await host.call(frameMessage(bytes));
    assert.equal(trailers['grpc-status'], '0');
    const partial = Buffer.from([0x08, 1, 0x12]);
    assert.ok(body.includes(partial));
    assert.match(body.toString('latin1'), /left out 1 log records/);
  });

  it('maps refusals to codes', async () => {
    await using host = await openGrpcHost({ limits: { maxBodyBytes: 2000 } });
    const good = frameMessage(encodeRequest(hello));
    const flagged = Buffer.from(good);
    flagged[0] = 1;
    const bomb = frameMessage(zlib.gzipSync(Buffer.alloc(1_500_000)));
    bomb[0] = 1;
    const traces = logsMethod.replace('logs', 'trace').replace('Logs', 'Trace');
    for (const [body, headers, code] of [
      [frameMessage(Buffer.from([0x0a, 0x7f])), {}, 3],
      [good.subarray(0, -1), {}, 3],
      [Buffer.concat([good, good]), {}, 3],
      [Buffer.alloc(0), {}, 3],
      [flagged, {}, 3],
      [flagged, { 'grpc-encoding': 'gzip' }, 3],
      [bomb, { 'grpc-encoding': 'gzip' }, 8],
      [frameMessage(Buffer.alloc(3000)), {}, 8],
      [good, { 'grpc-encoding': 'snappy' }, 12],
      [good, { ':path': '/no.Such/Method' }, 12],
      [good, { ':path': traces }, 12],
    ] as const) {
      const { status, trailers } = await host.call(body, headers);
      assert.deepEqual([status, trailers['grpc-status']], [200, String(code)]);
      assert.match(String(trailers['grpc-message']), /^cannot /);
      assert.equal(trailers['grpc-status-details-bin'], undefined);
    }
    const html = await host.call(good, { 'content-type': 'text/html' });
    assert.equal(html.status, 415);
    assert.equal(host.appended.length, 0);
    assert.equal(host.metric('groundcrew_ingest_in_flight_bytes'), 0);
    assert.equal(host.metric('groundcrew_ingest_in_flight_requests'), 0);
  });

  it('checks the token in the metadata', async () => {
    const seen: (string | undefined)[] = [];
    const check = (authorization: string | undefined) => {
      seen.push(authorization);
      throw new GroundcrewError('token-missing', 'cannot allow this', { status: 401 });
    };
    await using host = await openGrpcHost({ access: { check } });
    const { trailers } = await host.call(frameMessage(encodeRequest(hello)), {
      authorization: 'Bearer gc_x',
    });
    assert.equal(trailers['grpc-status'], '16');
    assert.deepEqual(seen, ['Bearer gc_x']);
  });

  it('says when to send again, as RetryInfo', async () => {
    await using host = await openGrpcHost({ append: logFull });
    const { trailers } = await host.call(frameMessage(encodeRequest(hello)));
    assert.equal(trailers['grpc-status'], '14');
    const details = Buffer.from(String(trailers['grpc-status-details-bin']), 'base64');
    assert.match(details.toString('latin1'), /type\.googleapis\.com\/google\.rpc\.RetryInfo/);
    assert.deepEqual(details.subarray(-4), Buffer.from([0x0a, 0x02, 0x08, 3]));
  });

  it('ends calls that are too slow or too late, and forgets those that are cancelled', async () => {
    await using host = await openGrpcHost();
    const slow = host.open();
    slow.stream.write(Buffer.alloc(3));
    const late = host.open({ 'grpc-timeout': '5S' });
    late.stream.write(Buffer.alloc(3));
    const cancelled = host.open();
    cancelled.stream.write(Buffer.alloc(3));
    await host.until(() => host.metric('groundcrew_ingest_in_flight_bytes') === 9);
    cancelled.stream.close(http2.constants.NGHTTP2_CANCEL);
    await host.until(() => host.metric('groundcrew_ingest_in_flight_requests') === 2);
    host.clock.ms = 6000;
    host.host.checkSpeed();
    assert.equal((await late.answer).trailers['grpc-status'], '4');
    host.clock.ms = 20_000;
    host.host.checkSpeed();
    assert.equal((await slow.answer).trailers['grpc-status'], '14');
    assert.equal(host.metric('groundcrew_ingest_in_flight_requests'), 0);
  });
});

/** A host behind an HTTP/2 server, and one client connection. */
async function openGrpcHost(options: TestHostOptions = {}) {
  const host = await openTestHost(options);
  const server = http2.createServer();
  server.on('stream', (stream, headers) => host.host.handleGrpc(stream, headers));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // A TCP server has this form of address.
  const session = http2.connect(`http://127.0.0.1:${port}`);
  const open = (headers: Record<string, string> = {}) => openCall(session, headers);
  return {
    ...host,
    open,
    async call(body: Buffer, headers: Record<string, string> = {}) {
      const { stream, answer } = open(headers);
      stream.end(body);
      return answer;
    },
    async [Symbol.asyncDispose]() {
      session.destroy();
      server.close();
      await host[Symbol.asyncDispose]();
    },
  };
}

function openCall(session: ClientHttp2Session, headers: Record<string, string>) {
  const stream = session.request({
    ':method': 'POST',
    ':path': logsMethod,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  stream.on('error', () => undefined);
  let head: IncomingHttpHeaders = {};
  let trailers: IncomingHttpHeaders = {};
  const chunks: Buffer[] = [];
  stream.on('response', (received) => (head = received));
  stream.on('trailers', (received: IncomingHttpHeaders) => (trailers = received));
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const answer = once(stream, 'close').then(() => ({
    status: Number(head[':status']),
    headers: head,
    // An answer without a message has its trailers in the head.
    trailers: head['grpc-status'] === undefined ? trailers : head,
    body: Buffer.concat(chunks),
  }));
  return { stream, answer };
}
