// Clients on a bad network: cut at every KiB of a request, half closed, slow, sent twice at once, answers lost.
// A request is kept whole or not at all, and with an Idempotency-Key at most once.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { after, test } from 'node:test';
import { find, findEventually } from '../harness/api.ts';
import { countOf } from '../crash/counts.ts';
import { drained } from '../crash/stored.ts';
import { startServer, temporaryFolder } from '../harness/server.ts';

const bodyKib = countOf('CRASH_CUTS', { reduced: 24, full: 256 });
const repeats = countOf('CRASH_REPEATS', { reduced: 20, full: 500 });
const answerMsMax = 10_000;
const latencyMs = countOf('CRASH_LATENCY_MS', { reduced: 300, full: 2000 });

const folder = temporaryFolder();
const server = await startServer(folder.path);
const port = Number(new URL(server.url).port);
after(async () => {
  await server.stop('SIGKILL');
  folder.remove();
});

async function open(): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).setNoDelay();
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

function request(body: string, key?: string): string {
  const headers = [
    'POST /ingest HTTP/1.1',
    'Host: 127.0.0.1',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(key === undefined ? [] : [`Idempotency-Key: ${key}`]),
  ];
  return `${headers.join('\r\n')}\r\n\r\n${body}`;
}

/** The status of the next answer; rejects when none comes. */
const statusOf = async (socket: Socket): Promise<number> => {
  const signal = AbortSignal.timeout(answerMsMax);
  const [text] = (await once(socket, 'data', { signal })) as [Buffer];
  return Number(text.toString().split(' ')[1]);
};

/** Lines of 1 KiB each. */
const lines = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const line = JSON.stringify({ message: name, index, padding: '' });
    return line.replace('""', `"${'x'.repeat(1023 - line.length)}"`);
  }).join('\n');

test(`a request cut at each of ${bodyKib} KiB stores nothing`, async () => {
  const text = request(lines('cutline', bodyKib));
  for (let kib = 0; kib < bodyKib; kib++) {
    const socket = await open();
    socket.write(text.slice(0, Math.max(1, kib * 1024)));
    await delay(1);
    // Half of them say goodbye, half are gone.
    if (kib % 2 === 0) socket.resetAndDestroy();
    else socket.destroy();
  }
  const socket = await open();
  socket.write(request('{"message":"aftercut"}'));
  assert.equal(await statusOf(socket), 200);
  socket.destroy();
  await findEventually(server.url, 'aftercut', 1);
  await drained(server);
  assert.equal((await find(server.url, 'cutline')).length, 0);
});

test('a client that closes its half has its connection closed; sent again, its lines are kept once', async () => {
  // Node's HTTP server gives up requests whose client has closed its half, so an answer is not promised.
  const text = request('{"message":"halfclosed"}', 'halfclosed');
  const socket = await open();
  const closed = once(socket, 'close');
  socket.on('end', () => socket.destroy()).resume();
  socket.end(text);
  await closed;
  const again = await open();
  again.write(text);
  assert.equal(await statusOf(again), 200);
  again.destroy();
  await drained(server);
  await findEventually(server.url, 'halfclosed', 1);
});

test('a request with pauses is taken whole', async () => {
  const text = request(lines('slowline', 4));
  const socket = await open();
  for (let part = 0; part < 4; part++) {
    const size = Math.ceil(text.length / 4);
    socket.write(text.slice(part * size, (part + 1) * size));
    if (part < 3) await delay(latencyMs);
  }
  assert.equal(await statusOf(socket), 200);
  socket.destroy();
  await findEventually(server.url, 'slowline', 4);
});

test(`${repeats} requests delivered twice at once are kept once`, async () => {
  const statuses: number[] = [];
  for (let index = 0; index < repeats; index++) {
    const text = request(`{"message":"twin ${index}"}`, `twin-${index}`);
    const sockets = await Promise.all([open(), open()]);
    const answers = sockets.map(statusOf);
    for (const socket of sockets) socket.write(text);
    statuses.push(...(await Promise.all(answers)));
    for (const socket of sockets) socket.destroy();
  }
  assert.deepEqual(new Set(statuses), new Set([200]));
  await findEventually(server.url, 'twin', repeats);
  await drained(server);
  assert.equal((await find(server.url, 'twin')).length, repeats);
});

test(`${repeats} requests whose answer is lost are kept once when sent again`, async () => {
  for (let index = 0; index < repeats; index++) {
    const text = request(`{"message":"unheard ${index}"}`, `unheard-${index}`);
    const lost = await open();
    lost.write(text);
    // The answer is lost at various moments: before, while and after it is written.
    await delay(index % 4);
    lost.resetAndDestroy();
    const again = await open();
    again.write(text);
    assert.equal(await statusOf(again), 200);
    again.destroy();
  }
  await findEventually(server.url, 'unheard', repeats);
  await drained(server);
  assert.equal((await find(server.url, 'unheard')).length, repeats);
});
