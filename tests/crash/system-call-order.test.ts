// Read from strace: no byte of an answer is written before fdatasync of that request's bytes has returned, and none
// before the folder of a new segment is synced. CRASH_REQUESTS sets the number of requests.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { startServer, temporaryFolder } from '../harness/server.ts';
import { countOf } from './counts.ts';
import { drained } from './stored.ts';
import { attachStrace, noStrace } from './strace.ts';
import { descriptorOf, fileOf, parseSystemCalls, type SystemCall } from './system-calls.ts';

const requests = countOf('CRASH_REQUESTS', { reduced: 200, full: 1000 });
const connections = 8;
const rounds = 2;

/** Sends `count` requests one after the other on a connection of its own. */
async function sendAll(port: number, name: string, count: number): Promise<void> {
  const socket = connect(port, '127.0.0.1').setNoDelay();
  await once(socket, 'connect');
  for (let index = 0; index < count; index++) {
    const body = `{"message":"order ${name}.${index}."}`;
    socket.write(
      `POST /ingest HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1\.1 200 /);
  }
  socket.destroy();
}

/** The first call after line `from` that `isIt`. */
const next = (calls: readonly SystemCall[], from: number, isIt: (call: SystemCall) => boolean) =>
  calls.find((call) => call.begin > from && isIt(call));

const succeeded = ({ result }: SystemCall) => result !== undefined && result >= 0;

/** Checks one request; returns its segment. */
function check(calls: readonly SystemCall[], marker: string): string {
  const request = calls.find(({ name, text }) => name === 'read' && text.includes(marker));
  assert.ok(request, `${marker} was read`);
  const socket = descriptorOf(request);
  const answer = next(
    calls,
    request.end,
    (call) =>
      ['write', 'writev'].includes(call.name) &&
      descriptorOf(call) === socket &&
      call.text.includes('HTTP/1.1 200'),
  );
  const written = calls.find(
    ({ name, text }) => name.startsWith('pwrite') && text.includes(marker),
  );
  assert.ok(answer && written && succeeded(written), `${marker} was written and answered`);
  const segment = fileOf(written);
  const synced = next(
    calls,
    written.end,
    (call) => call.name === 'fdatasync' && fileOf(call) === segment,
  );
  assert.ok(synced && succeeded(synced), `${marker} was synced`);
  assert.ok(
    synced.end < answer.begin,
    `${marker}: synced (${synced.end}) before answered (${answer.begin})`,
  );
  const named = calls.find(
    (call) => call.name === 'fsync' && call.end > synced.end && fileOf(call) === dirname(segment),
  );
  const isFirst =
    calls.find((call) => call.name.startsWith('pwrite') && fileOf(call) === segment) === written;
  if (isFirst)
    assert.ok(named && named.end < answer.begin, `${marker}: the folder is synced before`);
  return segment;
}

test('no answer before its bytes are on disk', { skip: noStrace }, async () => {
  const folder = temporaryFolder();
  const server = await startServer(join(folder.path, 'data'));
  const output = join(folder.path, 'calls.txt');
  try {
    const trace = 'trace=read,write,writev,pwrite64,pwritev,fdatasync,fsync';
    const tracing = await attachStrace(server.pid, [
      '-y',
      '-s',
      '65536',
      '-o',
      output,
      '-e',
      trace,
    ]);
    const port = Number(new URL(server.url).port);
    const each = Math.ceil(requests / connections / rounds);
    const names: string[] = [];
    for (let round = 0; round < rounds; round++) {
      const roundNames = Array.from({ length: connections }, (_, index) => `c${round}.${index}`);
      await Promise.all(roundNames.map((name) => sendAll(port, name, each)));
      names.push(...roundNames);
      // What was delivered is in a segment that is over: the next round begins another.
      await drained(server);
    }
    await tracing.stop();
    const calls = parseSystemCalls(readFileSync(output, 'utf8'));
    const segments = new Set<string>();
    for (const name of names) {
      for (let index = 0; index < each; index++)
        segments.add(check(calls, `order ${name}.${index}.`));
    }
    const syncs = calls.filter(({ name }) => name === 'fdatasync').length;
    console.log(
      `${each * names.length} requests, ${segments.size} segments, ${syncs} fdatasync: every answer came after`,
    );
    assert.ok(segments.size >= rounds, 'segments were made meanwhile');
  } finally {
    await server.stop('SIGKILL');
    folder.remove();
  }
});
