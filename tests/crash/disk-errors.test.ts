// fdatasync that fails, and one that is slow, made by strace under load: nothing of a refused request is stored, nothing
// acknowledged is lost, memory stays bounded, and a disk that fails for good ends the program.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'node:test';
import { residentBytes } from '../harness/memory.ts';
import { eventually, freePort, startServer, temporaryFolder } from '../harness/server.ts';
import { countOf } from './counts.ts';
import { startLedger } from './ledger.ts';
import { assertSound, drained, inWords, metricOf, storedIds } from './stored.ts';
import { attachStrace, noStrace } from './strace.ts';

const errors = countOf('CRASH_SYNC_ERRORS', { reduced: 12, full: 50 });
const slowSeconds = countOf('CRASH_SLOW_SECONDS', { reduced: 1, full: 20 });
const mebibyte = 1024 * 1024;
/** One thread for all file functions, so that strace's counts, which are by thread, are the program's. */
const env = { UV_THREADPOOL_SIZE: '1' };
const injecting = (fault: string) => ['-o', '/dev/null', '-e', 'trace=fdatasync', '-e', fault];

async function opened() {
  const folder = temporaryFolder();
  const port = await freePort();
  const start = () => startServer(join(folder.path, 'data'), { port, env });
  return { folder, start, server: await start(), url: `http://127.0.0.1:${port}` };
}

test(`fdatasync fails ${errors} times`, { skip: noStrace }, async () => {
  const { folder, server, url } = await opened();
  const ledger = startLedger(() => url);
  try {
    const tracing = await attachStrace(
      server.pid,
      injecting('inject=fdatasync:error=EIO:when=5+9'),
    );
    let failed = 0;
    while (failed < errors) {
      await delay(50);
      const now = await metricOf(server, 'groundcrew_wal_errors_total');
      failed = now ?? failed;
    }
    await tracing.stop();
    await ledger.stop();
    await drained(server);
    const verdict = ledger.judge(await storedIds(server));
    console.log(`${failed} failed fdatasync: ${ledger.refused} refused, ${inWords(verdict)}`);
    assertSound(verdict);
    assert.ok(ledger.refused >= errors, 'batches were refused');
    assert.equal(server.child.exitCode, null, 'errors that pass do not end the program');
  } finally {
    await ledger.stop();
    await server.stop('SIGKILL');
    folder.remove();
  }
});

for (const syncMs of [200, 2000]) {
  test(`fdatasync takes ${syncMs} ms`, { skip: noStrace }, async () => {
    const { folder, server, url } = await opened();
    const ledger = startLedger(() => url);
    try {
      const fault = `inject=fdatasync:delay_enter=${syncMs * 1000}`;
      const tracing = await attachStrace(server.pid, injecting(fault));
      let memoryBytes = 0;
      const end = performance.now() + slowSeconds * 1000;
      while (performance.now() < end) {
        await delay(100);
        memoryBytes = Math.max(memoryBytes, residentBytes(server.pid));
      }
      await tracing.stop();
      await ledger.stop();
      await drained(server);
      const verdict = ledger.judge(await storedIds(server));
      const memory = `${Math.round(memoryBytes / mebibyte)} MiB at most`;
      console.log(`fdatasync of ${syncMs} ms for ${slowSeconds} s: ${memory}, ${inWords(verdict)}`);
      assertSound(verdict);
      assert.equal(verdict.unknown, 0, 'every request was answered');
      assert.ok(verdict.acknowledged > 100);
      assert.ok(memoryBytes < 300 * mebibyte, memory);
    } finally {
      await ledger.stop();
      await server.stop('SIGKILL');
      folder.remove();
    }
  });
}

test('a disk that hangs does not hold up the end', { skip: noStrace }, async () => {
  const { folder, start, server, url } = await opened();
  const ledger = startLedger(() => url);
  let next = server;
  try {
    await delay(200);
    // An hour.
    const fault = 'inject=fdatasync:delay_enter=3600000000';
    const tracing = await attachStrace(server.pid, injecting(fault));
    await delay(200);
    const from = performance.now();
    const ended = server.stop('SIGTERM');
    const isGivingUp = () => server.stderr().includes('stopping takes too long');
    await eventually('it gives up', isGivingUp);
    const seconds = (performance.now() - from) / 1000;
    tracing.kill();
    assert.equal((await ended).signal, 'SIGKILL', 'it shows that it did not end in order');
    next = await start();
    await ledger.stop();
    await drained(next);
    const verdict = ledger.judge(await storedIds(next));
    console.log(`a disk that hangs: ended after ${seconds.toFixed(1)} s, ${inWords(verdict)}`);
    assertSound(verdict);
  } finally {
    await ledger.stop();
    await next.stop('SIGKILL');
    folder.remove();
  }
});

const patience = countOf('CRASH_PATIENCE', { reduced: 0, full: 1 });
const noPatience = noStrace || (patience === 0 && 'takes over 10 s: in make test-crash');

test(
  'a disk that fails for good ends the program, and nothing is lost',
  { skip: noPatience },
  async () => {
    const { folder, start, server, url } = await opened();
    const ledger = startLedger(() => url);
    let next = server;
    try {
      await delay(200);
      const exited = once(server.child, 'exit');
      await attachStrace(server.pid, injecting('inject=fdatasync:error=EIO'));
      const failedAt = performance.now();
      const before = ledger.acknowledged;
      const [code] = (await exited) as [number | null];
      const seconds = (performance.now() - failedAt) / 1000;
      assert.equal(code, 6, 'the exit code of a failed log');
      assert.ok(ledger.acknowledged - before <= 160, 'acknowledged only what was on its way');
      next = await start();
      await delay(300);
      await ledger.stop();
      await drained(next);
      const verdict = ledger.judge(await storedIds(next));
      console.log(`failing for good: ended after ${seconds.toFixed(1)} s, ${inWords(verdict)}`);
      assertSound(verdict);
    } finally {
      await ledger.stop();
      await next.stop('SIGKILL');
      folder.remove();
    }
  },
);
