import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GroundcrewError, Metrics, silentLog, systemClock } from '@groundcrew/runtime';
import { type AppendResult, entryKind, type LogEntry } from '@groundcrew/wal';
import type { Lines } from '../framing/lines.ts';
import { defaultLineLimits } from '../testing/framed.ts';
import { ByteBudget } from '../transports/byte-budget.ts';
import { runSource } from './run-source.ts';
import { openSink } from './sink.ts';

const lines = (text: string): Lines => ({
  kind: entryKind.nestedLines,
  body: Buffer.from(text),
  rows: text.split('\n').length,
});

const defaults = { receivedNs: 7n, service: 'web', runId: 'r' };

type Append = (entries: readonly LogEntry[], rows: number, key?: string) => Promise<AppendResult>;

/** A sink over a log of one's own, and what it did. */
function openTestSink(append: Append, maxBytes = 1000) {
  const ending = new AbortController();
  const budget = new ByteBudget(maxBytes);
  const told: string[] = [];
  const counted: string[] = [];
  const sink = openSink(
    {
      append,
      budget,
      limits: defaultLineLimits,
      tell: (all) => told.push(...all.map(({ body }) => body.toString())),
    },
    {
      name: 'tail',
      signal: ending.signal,
      metrics: {
        accepted: (rows) => counted.push(`accepted ${rows}`),
        rejected: (reason) => counted.push(reason),
        rejectedRecords: () => assert.fail('a source rejects nothing'),
      },
    },
  );
  return { sink, ending, budget, told, counted };
}

const full = () => new GroundcrewError('log-full', 'cannot keep: full', { status: 503 });

describe('the sink of a source', () => {
  it('keeps lines with what holds for all of them, tells live tail, and scopes keys by source', async () => {
    const calls: unknown[] = [];
    const { sink, told, counted, budget } = openTestSink((...call) => {
      calls.push(call);
      return Promise.resolve({ rows: call[1], isRepeat: false });
    });
    assert.equal(await sink.append(lines('a\nb'), defaults, 'file:1'), 'new');
    const entry = { ...lines('a\nb'), receivedNs: 7n, meta: '{"service":"web","run_id":"r"}' };
    assert.deepEqual(calls, [[[entry], 2, 'source tail:file:1']]);
    assert.deepEqual([told, counted, budget.used], [['a\nb'], ['accepted 2'], 0]);
  });

  it('says when lines were known, and neither counts nor tells them again', async () => {
    const { sink, told, counted } = openTestSink(() =>
      Promise.resolve({ rows: 1, isRepeat: true }),
    );
    assert.equal(await sink.append(lines('a'), { receivedNs: 7n }), 'known');
    assert.deepEqual([told, counted], [[], []]);
  });

  it('asks a full log again until it has room', async () => {
    let refusals = 2;
    const { sink, counted } = openTestSink(() =>
      refusals-- > 0 ? Promise.reject(full()) : Promise.resolve({ rows: 1, isRepeat: false }),
    );
    assert.equal(await sink.append(lines('a'), defaults), 'new');
    assert.deepEqual(counted, ['log-full', 'log-full', 'accepted 1']);
  });

  it('gives up when asked to end, and gives its bytes back', async () => {
    const { sink, ending, budget } = openTestSink(() => Promise.reject(full()));
    const appended = sink.append(lines('a'), defaults);
    ending.abort();
    await assert.rejects(appended, { name: 'AbortError' });
    assert.equal(budget.used, 0);
  });

  it('waits for bytes that others hold, and takes lines larger than all of them', async () => {
    const { sink, budget } = openTestSink(() => Promise.resolve({ rows: 1, isRepeat: false }), 10);
    const other = budget.open();
    other.take(10);
    const appended = sink.append(lines('x'.repeat(50)), defaults);
    other.close();
    assert.equal(await appended, 'new');
  });

  it('does not hide what is no passing trouble', async () => {
    const { sink } = openTestSink(() => Promise.reject(new Error('BUG: entry too large')));
    await assert.rejects(sink.append(lines('a'), defaults), /BUG/);
  });
});

describe('runSource', () => {
  it('ends with the signal while it waits to start a source again', async () => {
    const { sink, ending } = openTestSink(() => Promise.reject(full()));
    let starts = 0;
    const running = runSource({
      name: 'tail',
      run: () => {
        starts++;
        setImmediate(() => ending.abort());
        return Promise.reject(new Error('no such folder'));
      },
      sink,
      signal: ending.signal,
      context: { folder: '', clock: systemClock, log: silentLog, metrics: new Metrics() },
    });
    await running;
    assert.equal(starts, 1);
  });
});
