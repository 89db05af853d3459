// SIGTERM under load: what was accepted is answered, what is answered is kept, and the program ends within ten seconds.
// CRASH_STOPS sets how often.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'node:test';
import { countOf, crashSeed, seededNumbers } from '../crash/counts.ts';
import { startLedger } from '../crash/ledger.ts';
import { assertSound, drained, inWords, storedIds } from '../crash/stored.ts';
import { freePort, startServer, temporaryFolder } from '../harness/server.ts';

const stops = countOf('CRASH_STOPS', { reduced: 2, full: 100 });
const stopMsMax = 10_000;

/** A request that the server has begun to take, half of it sent; `finish` sends the rest and resolves with the answer. */
async function halfRequest(port: number) {
  const body = JSON.stringify({ message: 'half and half' });
  const socket = connect(port, '127.0.0.1').setNoDelay();
  await once(socket, 'connect');
  const head = `POST /ingest HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`;
  socket.write(head);
  const [interim] = (await once(socket, 'data')) as [Buffer];
  assert.match(interim.toString(), /^HTTP\/1\.1 100 /);
  socket.write(body.slice(0, 9));
  return async () => {
    const answer = once(socket, 'data');
    socket.write(body.slice(9));
    const [text] = (await answer) as [Buffer];
    socket.destroy();
    return text.toString();
  };
}

test(`${stops} stops under load (seed ${crashSeed})`, async () => {
  const folder = temporaryFolder();
  const port = await freePort();
  const number = seededNumbers(crashSeed);
  const start = () => startServer(folder.path, { port });
  let server = await start();
  const ledger = startLedger(() => `http://127.0.0.1:${port}`);
  const tookMs: number[] = [];
  try {
    for (let stop = 0; stop < stops; stop++) {
      await delay(number(5, 500));
      const finish = await halfRequest(port);
      const from = performance.now();
      const ended = server.stop('SIGTERM');
      await delay(50);
      assert.match(await finish(), /^HTTP\/1\.1 200 /, 'a request that had begun is answered');
      assert.deepEqual(await ended, { code: 0, signal: null });
      tookMs.push(performance.now() - from);
      server = await start();
    }
    await ledger.stop();
    await drained(server);
    const verdict = ledger.judge(await storedIds(server));
    const longest = Math.round(Math.max(...tookMs));
    console.log(`${stops} stops, seed ${crashSeed}: at most ${longest} ms, ${inWords(verdict)}`);
    assertSound(verdict);
    assert.equal(verdict.stored, verdict.acknowledged, 'nothing is stored that was not answered');
    assert.ok(longest < stopMsMax);
  } finally {
    await ledger.stop();
    await server.stop('SIGKILL');
    folder.remove();
  }
});
