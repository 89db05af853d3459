// What a server refuses for good is counted and said, never dropped in silence; what is only too large for it goes in parts.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import type { RunRecord } from '@groundcrew/model';
import type { RunPlan } from '../messages.ts';
import { readRunFile } from '../record/run-file.ts';
import { startServerDouble } from '../testing/server-double.ts';
import { spoolRun } from '../testing/spooled-run.ts';
import { putAside, refusedFolder } from './refused-records.ts';
import { openRunDelivery } from './run-delivery.ts';

const server = await startServerDouble();
const spool = mkdtempSync(join(tmpdir(), 'groundcrew-refusals-'));
after(() => {
  server.close();
  rmSync(spool, { recursive: true, force: true });
});
beforeEach(() => server.forget());

/** The spool of a run that has ended and wrote these lines. */
const spooled = (lines: string[]) => spoolRun(lines, { spool, url: server.url });

/** What the server has of the run. */
const recordOf = (plan: RunPlan) => server.records.get(plan.runId);

/** Delivers to the end; opens it anew after each of the first steps, as if they had ended in a crash. */
async function deliver(plan: RunPlan, crashes = 0): Promise<string> {
  let delivery = await openRunDelivery(plan.folder, { token: undefined });
  for (let step = 0; step < 50; step++) {
    assert.ok(typeof delivery === 'object');
    const { state } = await delivery.step();
    const { complaint } = delivery;
    if (state === 'finished' || step < crashes) await delivery.close();
    if (state === 'finished') return complaint;
    if (step < crashes) delivery = await openRunDelivery(plan.folder, { token: undefined });
  }
  throw new Error('it does not end');
}

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => `line ${index} ${'x'.repeat(100)}\n`);

test('what is too large goes in parts, and every line arrives once, in order', async () => {
  server.refuse = (body) => (body.length > 2_000 ? 413 : undefined);
  const lines = numbered(500);
  const plan = spooled(lines);
  assert.equal(await deliver(plan), '');
  assert.deepEqual(
    server.messages,
    lines.map((line) => line.trimEnd()),
  );
  assert.equal(recordOf(plan)?.lines, 500);
  assert.equal(recordOf(plan)?.lost_lines, 0);
  assert.ok(!existsSync(plan.folder));
});

test('an answer lost in the midst of the parts doubles nothing', async () => {
  let answers = 0;
  server.refuse = (body) =>
    body.length > 9_000 ? 413 : [3, 9, 20].includes(++answers) ? 503 : undefined;
  const lines = numbered(500);
  assert.equal(await deliver(spooled(lines), 10), '');
  assert.deepEqual(
    server.messages,
    lines.map((line) => line.trimEnd()),
  );
});

test('one line that is too large is lost alone, and both the log and the run say so', async () => {
  server.refuse = (body) => (body.length > 5_000 ? 413 : undefined);
  const lines = [...numbered(10), `${'y'.repeat(6_000)}\n`, ...numbered(3)];
  const plan = spooled(lines);
  assert.match(await deliver(plan), /the server refused 1 lines of run \S+: 413 because/);
  assert.equal(server.messages.length, 14, 'all others and the note');
  assert.match(server.messages[13] ?? '', /^groundcrew run: 1 lines before this one were refused/);
  assert.equal(recordOf(plan)?.lost_lines, 1);
});

for (const crashes of [0, 5]) {
  test(`a refused chunk is counted once${crashes ? ', also over crashes' : ''}`, async () => {
    server.refuse = (body) => (body.includes('poison') ? 400 : undefined);
    const plan = spooled(['a\n', 'poison\n', 'c\n']);
    const complaint = await deliver(plan, crashes);
    assert.match(complaint, /refused 3 lines/);
    assert.deepEqual(server.messages, [
      'groundcrew run: 3 lines before this one were refused by the server: 400 because',
    ]);
    assert.equal(recordOf(plan)?.lost_lines, 3);
  });
}

test('a server that refuses everything ends the delivery, with a word', async () => {
  server.refuse = () => 400;
  const plan = spooled(['a\n']);
  assert.match(await deliver(plan), /refused 1 lines/);
  assert.ok(!existsSync(plan.folder));
});

for (const crashes of [0, 4]) {
  test(`a refused record is put aside, and the log says so once${crashes ? ', also over crashes' : ''}`, async () => {
    server.refuse = (_, path) => (path === '/ingest/runs' ? 422 : undefined);
    const plan = spooled(['a\n']);
    assert.match(await deliver(plan, crashes), /refused the record of run \S+: 422 because/);
    assert.deepEqual(server.messages, [
      'a',
      'groundcrew run: the record of this run was refused by the server: 422 because',
    ]);
    assert.ok(!existsSync(plan.folder), 'nothing is tried again');
    const kept = readFileSync(join(refusedFolder(spool), `${plan.runId}.json`), 'utf8');
    const { reason, record } = JSON.parse(kept) as { reason: string; record: RunRecord };
    assert.equal(reason, '422 because');
    assert.equal(record.run_id, plan.runId);
    assert.equal(record.lines, 1);
  });
}

test('of refused records the newest hundred are kept', () => {
  const own = join(spool, 'many');
  for (let index = 0; index < 103; index++) {
    const plan = spoolRun([], {
      spool: own,
      url: server.url,
      startedNs: BigInt(1e18 + index * 1e9),
    });
    const file = readRunFile(plan.folder);
    assert.ok(file);
    putAside(plan.folder, file.record, 'because');
  }
  assert.equal(readdirSync(refusedFolder(own)).length, 100);
});
