// S1: broken requests by the thousand in every protocol, and broken lines in a followed file: each is answered, none is
// a failure of ours, and what is stored is what was said to be accepted.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import http2 from 'node:http2';
import { join } from 'node:path';
import { after, test } from 'node:test';
import zlib from 'node:zlib';
import { findEventually, ingest } from '../harness/api.ts';
import { eventually, startServer, temporaryFolder } from '../harness/server.ts';
import { exportPorts } from '../otlp/export-ports.ts';
import { countOf, eachOf, type Random, securitySeed, seeded } from './counts.ts';
import { mutated, pick } from './mutate.ts';
import { grpcCall, grpcFrame, otlpProtobuf, protocols } from './protocols.ts';
import { memoryMib, metric } from './watch.ts';

const count = countOf('S1_CASES', { reduced: 400, full: 10_000 });
const folder = temporaryFolder();
const logs = join(folder.path, 'logs');
mkdirSync(logs);
const config = join(folder.path, 'groundcrew.yaml');
writeFileSync(config, `tail:\n  - path: ${logs}/*.log\n    joinLines: false\n`);
const server = await startServer(join(folder.path, 'data'), { args: ['--config', config] });
after(async () => {
  await server.stop('SIGKILL');
  folder.remove();
});

const encoders: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: (bytes) => zlib.gzipSync(bytes),
  deflate: (bytes) => zlib.deflateSync(bytes),
  zstd: (bytes) => zlib.zstdCompressSync(bytes),
};
const encodings = [
  'identity',
  'identity',
  'identity',
  'gzip',
  'deflate',
  'zstd',
  'br',
  'gzip, gzip',
];
const contentTypes = ['', 'text/plain', 'application/json', 'application/x-protobuf', 'a/b; c="'];

/** Broken inside the encoding, around it, or with headers that do not fit. */
function request(protocol: (typeof protocols)[number], random: Random) {
  const encoding = pick(encodings, random);
  const encode = encoders[encoding] ?? ((bytes: Buffer) => bytes);
  const isBrokenOutside = random(3) === 0;
  const body = isBrokenOutside
    ? mutated([encode(pick(protocol.corpus, random))], random)
    : encode(mutated(protocol.corpus, random));
  const headers = {
    'content-type': random(20) === 0 ? pick(contentTypes, random) : protocol.contentType,
    'content-encoding': random(30) === 0 ? pick(encodings, random) : encoding,
    ...(random(10) === 0 && { 'idempotency-key': `key ${random(50)} ${'k'.repeat(random(300))}` }),
  };
  return { body: Uint8Array.from(body), headers };
}

for (const protocol of protocols) {
  test(`${count} broken requests of ${protocol.name}`, async (context) => {
    const random = seeded(securitySeed);
    const requests = Array.from({ length: count }, () => request(protocol, random));
    const statuses = new Map<number, number>();
    const send = async ({ body, headers }: (typeof requests)[number]) => {
      const answer = await fetch(server.url + protocol.path, { method: 'POST', body, headers });
      const text = await answer.text();
      assert.ok(
        [200, 400, 413, 415].includes(answer.status),
        `${answer.status} ${text}, seed ${securitySeed}: ${Buffer.from(body).toString('base64')} ${JSON.stringify(headers)}`,
      );
      assert.ok(!/\.[jt]s:\d|node:internal/.test(text), `a stack in ${text}`);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    };
    const warmUp = Math.ceil(count / 5);
    await eachOf(requests.slice(0, warmUp), 16, send);
    const beforeMib = memoryMib(server);
    const startMs = performance.now();
    await eachOf(requests.slice(warmUp), 16, send);
    const grownMib = memoryMib(server) - beforeMib;
    context.diagnostic(
      `seed ${securitySeed}: ${[...statuses].map(([status, n]) => `${status} ${n}x`).join(', ')}; ` +
        `${(performance.now() - startMs).toFixed(0)} ms, ${grownMib.toFixed(0)} MiB more`,
    );
    assert.ok((statuses.get(400) ?? 0) > count / 20, 'many were broken');
    assert.ok(grownMib < 80, `${grownMib} MiB more`);
  });
}

test(`${count} broken calls of gRPC`, async (context) => {
  const random = seeded(securitySeed + 1);
  const { grpc } = await exportPorts(server);
  const corpus = [otlpProtobuf(), otlpProtobuf(3)];
  const statuses = new Map<string, number>();
  let session = http2.connect(grpc);
  const call = async (_: unknown, index: number) => {
    if (session.closed || session.destroyed) {
      session = http2.connect(grpc);
      session.on('error', () => undefined);
    }
    const isCompressed = random(4) === 0;
    const message = mutated(corpus, random);
    const framed = grpcFrame(isCompressed ? zlib.gzipSync(message) : message, isCompressed);
    const body = random(4) === 0 ? mutated([framed], random) : framed;
    const headers = isCompressed ? { 'grpc-encoding': pick(['gzip', 'br', 'x'], random) } : {};
    const status = await grpcCall(session, body, headers);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    // Ok, invalid argument, resource exhausted, unimplemented: never unknown, internal or unavailable.
    assert.ok(
      ['0', '3', '8', '12'].includes(status),
      `${status}, case ${index}, seed ${securitySeed}`,
    );
  };
  session.on('error', () => undefined);
  await once(session, 'connect');
  await eachOf(Array.from({ length: count }).fill(0), 8, call);
  session.destroy();
  context.diagnostic(`grpc-status ${[...statuses].map(([code, n]) => `${code} ${n}x`).join(', ')}`);
  assert.ok((statuses.get('3') ?? 0) > count / 20, 'many were broken');
});

test(`${count} broken lines in a followed file`, async () => {
  const random = seeded(securitySeed + 2);
  const corpus = protocols.flatMap((protocol) => protocol.corpus);
  for (let start = 0; start < count; start += 500) {
    const lines = Array.from({ length: Math.min(500, count - start) }, () =>
      mutated(corpus, random),
    );
    appendFileSync(
      join(logs, 'hostile.log'),
      Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])),
    );
  }
  appendFileSync(join(logs, 'hostile.log'), 'thelastlineofthefile\n');
  await findEventually(server.url, 'thelastlineofthefile', 1);
});

test('what was accepted is stored, nothing else is, and the server is the same', async () => {
  assert.equal(server.child.exitCode, null);
  await ingest(server.url, 'afterthestorm\n');
  await findEventually(server.url, 'afterthestorm', 1);
  await eventually(
    'the log is delivered',
    async () => (await metric(server, 'groundcrew_wal_size_bytes')) === 0,
  );
  const accepted =
    (await metric(server, 'groundcrew_ingest_lines_total')) -
    (await metric(server, 'groundcrew_ingest_lines_total', /receiver="runs"/));
  const stored = await fetch(`${server.url}/api/sql`, {
    method: 'POST',
    body: 'SELECT count() AS n FROM logs',
  });
  const answer = await stored.text();
  assert.equal(stored.status, 200, answer);
  assert.equal(Number(/"n":\s*"?(\d+)/.exec(answer)?.[1]), accepted, answer);
  assert.equal(await metric(server, 'groundcrew_ingest_in_flight_bytes'), 0);
  const letters = await fetch(`${server.url}/api/dead-letters`);
  assert.ok(!/"body"/.test(await letters.text()), 'the store refused a line');
});
