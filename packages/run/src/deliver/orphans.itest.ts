// Runs that a killed recorder left behind are delivered at once, whatever their last line looks like; and of several
// processes that want to deliver a spool one does it, and none leaves a run that nobody delivers.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { lockFolder, systemClock } from '@groundcrew/runtime/light';
import { startServerDouble } from '../testing/server-double.ts';
import { spoolRun } from '../testing/spooled-run.ts';
import { deliverSpool } from './deliver-spool.ts';
import { isAbandoned, isHeld } from './is-locked.ts';

const server = await startServerDouble();
let spool = '';
after(() => {
  server.close();
  rmSync(spool, { recursive: true, force: true });
});
beforeEach(() => {
  server.forget();
  rmSync(spool, { recursive: true, force: true });
  spool = mkdtempSync(join(tmpdir(), 'groundcrew-orphans-'));
});

/** As the process in the background does it; a delivery that does not end is a failure. */
const deliver = (patienceMs = 5_000) =>
  deliverSpool({
    spool,
    token: undefined,
    patienceMs,
    leavesToOthers: true,
    signal: AbortSignal.timeout(20_000),
  });

/** Written this moment: nothing that waits for its rest has waited long. */
const spooled = (pieces: string[], isEnded: boolean) =>
  spoolRun(pieces, { spool, url: server.url, isEnded, startedNs: systemClock.nowNs() });

test('the last lines of a killed recorder are delivered in the first round', async () => {
  const plans = [
    spooled(['whole\n'], false),
    spooled(['first\n', 'half a li'], false),
    spooled(['Traceback (most recent call last):\n', '  File "a.py", line 1\n'], false),
  ];
  const { end, delivered, remaining } = await deliver(0);
  assert.deepEqual({ end, delivered, remaining }, { end: 'done', delivered: 3, remaining: 0 });
  assert.deepEqual(server.messages.toSorted(), [
    'Traceback (most recent call last):\n  File "a.py", line 1',
    'first',
    'half a li',
    'whole',
  ]);
  assert.ok(plans.every(({ runId }) => server.records.get(runId)?.state === 'lost'));
  assert.deepEqual(
    readdirSync(spool).filter((name) => !name.endsWith('.sock')),
    [],
  );
});

test('a line without an end goes after a while, also when each round begins anew', async () => {
  const plan = spooled(['listening'], false);
  const recorder = await lockFolder(plan.folder, 'record');
  const stop = new AbortController();
  const delivering = deliverSpool({
    spool,
    token: undefined,
    patienceMs: 20_000,
    leavesToOthers: true,
    signal: AbortSignal.any([stop.signal, AbortSignal.timeout(20_000)]),
  });
  while (server.messages.length === 0 && !(await isOver(delivering)));
  assert.deepEqual(server.messages, ['listening']);
  assert.ok(existsSync(plan.folder), 'the run goes on');
  stop.abort();
  await delivering;
  await recorder.release();
});

test('who finds another at work leaves a run to it, though that one is about to end', async () => {
  const plan = spooled(['mine\n'], true);
  const locks = [await lockFolder(plan.folder, 'record'), await lockFolder(plan.folder, 'deliver')];
  const last = spooled(['last\n'], true);
  let second: ReturnType<typeof deliver> | undefined;
  server.refuse = (_, path) => {
    // The first one has passed over our run by now, which only here becomes anybody's.
    if (path === '/ingest/runs' && !second) second = giveUp();
    return undefined;
  };
  const giveUp = async () => {
    for (const lock of locks) await lock.release();
    return deliver();
  };
  const first = await deliver();
  assert.ok(second);
  assert.equal((await second).end, 'busy');
  assert.deepEqual([first.end, first.delivered], ['done', 2]);
  assert.deepEqual(server.messages, ['last', 'mine']);
  assert.ok(!existsSync(plan.folder) && !existsSync(last.folder));
});

test('a server that does not answer is asked once a round, not once a run', async () => {
  for (let run = 0; run < 10; run++) spooled(['a\n'], true);
  server.refuse = () => 'hang up';
  const { end, remaining } = await deliver(0);
  assert.deepEqual([end, remaining], ['away', 10]);
  assert.equal(server.requests, 1);
});

test('a run whose chunks meet an error does not hold up the others', async () => {
  spooled(['poison\n'], true);
  spooled(['good\n'], true);
  server.refuse = (body) => (body.includes('poison') ? 500 : undefined);
  const { end, delivered, remaining } = await deliver(0);
  assert.deepEqual([end, delivered, remaining], ['away', 1, 1]);
  assert.deepEqual(server.messages, ['good']);
});

test('a token that is not good enough is told apart', async () => {
  spooled(['a\n'], true);
  server.refuse = () => 401;
  assert.equal((await deliver(0)).end, 'denied');
});

test('looking at a run that is gone by then brings nothing of it back', async () => {
  const plan = spooled(['a\n'], true);
  rmSync(plan.folder, { recursive: true });
  assert.equal(await isHeld(plan.folder), false);
  assert.equal(await isAbandoned(spool, plan.runId), false);
  assert.ok(!existsSync(plan.folder));
});

/** Looks a little later whether a promise has come to its end. */
async function isOver(promise: Promise<unknown>): Promise<boolean> {
  const later = new Promise<false>((resolve) => setTimeout(() => resolve(false), 20));
  return Promise.race([promise.then(() => true), later]);
}
