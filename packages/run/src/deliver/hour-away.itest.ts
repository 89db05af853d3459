// An hour without a server, in a moment: nobody gives up or grows sleepy, what is written meanwhile is kept, and soon after
// the server is back everything is there, once.
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { lockFolder, systemClock } from '@groundcrew/runtime/light';
import { readRunFile, writeRunFile } from '../record/run-file.ts';
import { entryHeaderBytes, type EntryKind, entryKind, writeEntryHeader } from '../spool/entry.ts';
import { segmentPath } from '../spool/segments.ts';
import { type ServerDouble, startServerDouble } from '../testing/server-double.ts';
import { spoolRun } from '../testing/spooled-run.ts';
import { deliverOwnRun } from './deliver-own-run.ts';
import { deliverSpool } from './deliver-spool.ts';
import type { Pacing } from './pacing.ts';

const hourMs = 3_600_000;
/** Waiting grows no longer after the first minute: a spool need not be looked at for all of an hour. */
const tenMinutesMs = 600_000;
let spool = '';
beforeEach(() => (spool = mkdtempSync(join(tmpdir(), 'groundcrew-hour-'))));
afterEach(() => rmSync(spool, { recursive: true, force: true }));

/** So long connections are refused, then there is a server. Time passes by sleeping alone. */
class Absence implements Pacing {
  readonly port: number;
  server: ServerDouble | undefined;
  longestMs = 0;
  sleeps = 0;
  #nowMs = 0;
  readonly #awayMs: number;
  readonly #asleep: (nowMs: number) => void;

  constructor(port: number, awayMs: number, asleep: (nowMs: number) => void = () => undefined) {
    this.port = port;
    this.#awayMs = awayMs;
    this.#asleep = asleep;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  async sleep(ms: number): Promise<void> {
    this.#nowMs += ms;
    this.longestMs = Math.max(this.longestMs, ms);
    this.sleeps += 1;
    if (this.#nowMs >= this.#awayMs) this.server ??= await startServerDouble(this.port);
    this.#asleep(this.#nowMs);
    await turn();
  }
}

/** A port where connections are refused. */
async function closedPort(): Promise<number> {
  const server = await startServerDouble();
  server.close();
  return Number(new URL(server.url).port);
}

test('groundcrew run: all lines of the hour are delivered, once, ten seconds after it', async () => {
  const port = await closedPort();
  const url = `http://127.0.0.1:${port}`;
  const plan = spoolRun([], { spool, url, isEnded: false, startedNs: systemClock.nowNs() });
  const recorder = await lockFolder(plan.folder, 'record');
  let lines = 0;
  const append = (kind: EntryKind, text: string) => {
    const payload = Buffer.from(text);
    const header = Buffer.alloc(entryHeaderBytes);
    writeEntryHeader(header, kind, systemClock.nowNs(), payload);
    appendFileSync(segmentPath(plan.folder, 1), Buffer.concat([header, payload]));
  };
  let firstMs = 0;
  let doneMs = 0;
  let finish = () => {};
  const ended = new Promise<void>((resolve) => (finish = resolve));
  const absence = new Absence(port, hourMs, (nowMs) => {
    if (nowMs < hourMs + 60_000) append(entryKind.stdout, `line ${lines++}\n`);
    const stored = absence.server?.messages.length ?? 0;
    if (stored > 0) firstMs ||= nowMs;
    if (nowMs < hourMs + 60_000 || stored < lines || doneMs > 0) return;
    doneMs = nowMs;
    const file = readRunFile(plan.folder);
    assert.ok(file);
    const { record } = file;
    writeRunFile(plan.folder, {
      ...file,
      record: { ...record, state: 'succeeded', version: record.version + 1 },
    });
    append(entryKind.end, '');
    void recorder.release().then(finish);
  });
  const left = await deliverOwnRun({
    plan,
    token: undefined,
    waitMs: 60_000,
    ended,
    pacing: absence,
  });
  const { server, longestMs } = absence;
  server?.close();
  console.log(
    `an hour away: ${lines} lines, longest wait ${longestMs / 1000} s, first line stored ${(firstMs - hourMs) / 1000} s after it`,
  );
  assert.equal(left, '');
  assert.ok(lines > 360, `${lines} lines`);
  assert.deepEqual(
    server?.messages,
    Array.from({ length: lines }, (_, index) => `line ${index}`),
  );
  assert.ok(longestMs <= 10_000, `waits ${longestMs} ms`);
  assert.ok(firstMs <= hourMs + 2 * 10_000, `first delivered at ${firstMs} ms`);
  assert.ok(!existsSync(plan.folder));
});

test('a spool: what was left in it is delivered, once, seconds after ten minutes', async () => {
  const port = await closedPort();
  const url = `http://127.0.0.1:${port}`;
  for (let run = 0; run < 6; run++)
    spoolRun([`run ${run}\n`], { spool, url, isEnded: run % 2 === 0 });
  const absence = new Absence(port, tenMinutesMs);
  const patienceMs = 2 * hourMs;
  const { end, delivered } = await deliverSpool({
    spool,
    token: undefined,
    patienceMs,
    leavesToOthers: true,
    pacing: absence,
  });
  absence.server?.close();
  assert.deepEqual([end, delivered], ['done', 6]);
  assert.equal(absence.server?.messages.length, 6);
  assert.equal(new Set(absence.server?.messages).size, 6);
  assert.ok(absence.longestMs <= 5_000, `waits ${absence.longestMs} ms`);
  assert.ok(absence.nowMs() <= tenMinutesMs + 2 * 5_000, `delivered at ${absence.nowMs()} ms`);
  assert.ok(absence.sleeps > 110, 'it went on trying');
});

test('a server that asks for an hour of patience is asked again in half a minute', async () => {
  const port = await closedPort();
  const url = `http://127.0.0.1:${port}`;
  spoolRun(['patient\n'], { spool, url });
  const absence = new Absence(port, hourMs);
  absence.server = await startServerDouble(port);
  absence.server.retryAfter = '3600';
  let refusals = 3;
  absence.server.refuse = () => (refusals-- > 0 ? 429 : undefined);
  const { end } = await deliverSpool({
    spool,
    token: undefined,
    patienceMs: hourMs,
    leavesToOthers: true,
    pacing: absence,
  });
  absence.server.close();
  assert.equal(end, 'done');
  assert.equal(absence.longestMs, 30_000);
  assert.deepEqual(absence.server.messages, ['patient']);
});
