// Nothing acknowledged is lost or doubled when gateway or engine are killed as they enter a chosen system call.
// CRASH_KILLS sets the number of kills, CRASH_SEED repeats a run's moments.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { childrenOf } from '../harness/server.ts';
import { countOf } from './counts.ts';
import { attachStrace, noStrace } from './strace.ts';
import { engineIsBack, goesOn, killGateway, testStrikes } from './strikes.ts';

/** Kills a process when one of its threads enters one of the calls. */
async function dieAt(pid: number, calls: string): Promise<void> {
  const fault = `inject=${calls}:signal=SIGKILL`;
  const tracing = await attachStrace(pid, ['-o', '/dev/null', '-e', `trace=${calls}`, '-e', fault]);
  // Stopping strace while the threads of a dying process still leave would keep them for ever.
  const hasDied = await Promise.race([
    tracing.ended.then(() => true),
    delay(20_000, false, { ref: false }),
  ]);
  if (!hasDied) await tracing.stop();
  assert.ok(hasDied, `${pid} dies at ${calls}`);
}

testStrikes({
  kind: 'gateway, at a system call of the log',
  count: countOf('CRASH_KILLS', { reduced: 2, full: 200 }),
  skip: noStrace,
  async strike(scene) {
    const calls = ['pwritev', 'fdatasync', 'fsync', 'unlink'] as const;
    const call = calls[scene.number(0, calls.length)] ?? 'fdatasync';
    await dieAt(scene.server.pid, call);
    await killGateway(scene);
  },
});

testStrikes({
  kind: 'engine, at the rename of a part',
  count: countOf('CRASH_KILLS', { reduced: 1, full: 200 }),
  skip: noStrace,
  async strike(scene) {
    const [engine = 0] = childrenOf(scene.server.pid);
    await dieAt(engine, 'rename,renameat,renameat2');
    await goesOn(scene);
    await engineIsBack(scene, [engine]);
  },
});
