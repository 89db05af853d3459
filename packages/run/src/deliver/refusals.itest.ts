// What a server refuses for good is counted and said, never dropped in silence; what is only too large for it goes in parts.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import type { RunRecord } from '@groundcrew/model';
import { makePlan } from '../front/plan.ts';
import type { RunPlan } from '../messages.ts';
import { writeRunFile } from '../record/run-file.ts';
import { RunState } from '../record/run-state.ts';
import { entryKind } from '../spool/entry.ts';
import { JournalWriter } from '../spool/journal-writer.ts';
import { openRunDelivery } from './run-delivery.ts';

/** Takes each key once, as the real one does, except for what `refuse` says. */
let refuse: (body: string) => number | undefined = () => undefined;
let messages: string[] = [];
let record: RunRecord | undefined;
const keys = new Set<string>();
const server: Server = createServer((request, response) => {
  void answer(request, response);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const spool = mkdtempSync(join(tmpdir(), 'groundcrew-refusals-'));
after(() => {
  server.close();
  rmSync(spool, { recursive: true, force: true });
});
beforeEach(() => {
  messages = [];
  record = undefined;
  keys.clear();
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = Buffer.concat((await request.toArray()) as Buffer[]).toString();
  const status = refuse(body);
  const key = String(request.headers['idempotency-key']);
  if (status === undefined && request.url === '/ingest/runs') {
    record = JSON.parse(body) as RunRecord;
  } else if (status === undefined && !keys.has(key)) {
    keys.add(key);
    const lines = body.trim().split('\n');
    messages.push(...lines.map((line) => (JSON.parse(line) as { message: string }).message));
  }
  response.writeHead(status ?? 200).end(JSON.stringify({ detail: 'because' }));
}

/** The spool of a run that has ended and wrote these lines. */
function spoolRun(lines: string[]): RunPlan {
  const plan = makePlan({
    command: ['true'],
    tty: false,
    url,
    token: undefined,
    spool,
    spoolBytesMax: 1 << 30,
    waitMs: 0,
    environment: new Map(),
    startedNs: 1_700_000_000_000_000_000n,
  });
  mkdirSync(plan.folder, { recursive: true });
  const journal = new JournalWriter(plan);
  for (const [index, line] of lines.entries()) {
    journal.append(entryKind.stdout, BigInt(plan.startedNs) + BigInt(index), Buffer.from(line));
  }
  journal.append(entryKind.end, BigInt(plan.startedNs) + BigInt(lines.length), Buffer.alloc(0));
  journal.close();
  const counts = { bytes: 1, lostLines: 0, lostBytes: 0, lostReason: '' };
  const file = new RunState(plan, 0).update(BigInt(plan.startedNs) + 9_000n, counts, {
    exitCode: 0,
    signal: null,
  });
  assert.ok(writeRunFile(plan.folder, file));
  return plan;
}

/** Delivers to the end; opens it anew after each of the first steps, as if they had ended in a crash. */
async function deliver(plan: RunPlan, crashes = 0): Promise<string> {
  let delivery = await openRunDelivery(plan.folder, { token: undefined });
  for (let step = 0; step < 50; step++) {
    assert.ok(delivery);
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
  refuse = (body) => (body.length > 2_000 ? 413 : undefined);
  const lines = numbered(500);
  const plan = spoolRun(lines);
  assert.equal(await deliver(plan), '');
  assert.deepEqual(
    messages,
    lines.map((line) => line.trimEnd()),
  );
  assert.equal(record?.lines, 500);
  assert.equal(record?.lost_lines, 0);
  assert.ok(!existsSync(plan.folder));
});

test('an answer lost in the midst of the parts doubles nothing', async () => {
  let answers = 0;
  refuse = (body) => (body.length > 9_000 ? 413 : [3, 9, 20].includes(++answers) ? 503 : undefined);
  const lines = numbered(500);
  assert.equal(await deliver(spoolRun(lines), 10), '');
  assert.deepEqual(
    messages,
    lines.map((line) => line.trimEnd()),
  );
});

test('one line that is too large is lost alone, and both the log and the run say so', async () => {
  refuse = (body) => (body.length > 5_000 ? 413 : undefined);
  const lines = [...numbered(10), `${'y'.repeat(6_000)}\n`, ...numbered(3)];
  assert.match(
    await deliver(spoolRun(lines)),
    /the server refused 1 lines of run \S+: 413 because/,
  );
  assert.equal(messages.length, 14, 'all others and the note');
  assert.match(messages[13] ?? '', /^groundcrew run: 1 lines before this one were refused/);
  assert.equal(record?.lost_lines, 1);
});

for (const crashes of [0, 5]) {
  test(`a refused chunk is counted once${crashes ? ', also over crashes' : ''}`, async () => {
    refuse = (body) => (body.includes('poison') ? 400 : undefined);
    const complaint = await deliver(spoolRun(['a\n', 'poison\n', 'c\n']), crashes);
    assert.match(complaint, /refused 3 lines/);
    assert.deepEqual(messages, [
      'groundcrew run: 3 lines before this one were refused by the server: 400 because',
    ]);
    assert.equal(record?.lost_lines, 3);
  });
}

test('a server that refuses everything ends the delivery, with a word', async () => {
  refuse = () => 400;
  const plan = spoolRun(['a\n']);
  assert.match(await deliver(plan), /refused 1 lines/);
  assert.ok(!existsSync(plan.folder));
});
