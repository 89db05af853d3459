import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Readable } from 'node:stream';
import type { LineDefaults, LogRecord } from '@groundcrew/model';
import { type Clock, Metrics } from '@groundcrew/runtime';
import { TailHub, type TailLimits } from './tail-hub.ts';

const defaults: LineDefaults = { receivedNs: 1n };

/** A hub whose time and turns the test decides. */
function openHub(limits: Partial<TailLimits> = {}, costMs = 0) {
  let nowMs = 0;
  const clock: Clock = { nowNs: () => 0n, monotonicMs: () => nowMs };
  const turns: (() => void)[] = [];
  let reads = 0;
  const metrics = new Metrics();
  const hub = new TailHub({
    clock,
    metrics,
    limits,
    read(line) {
      reads += 1;
      nowMs += costMs;
      return record(line);
    },
    write: (each) => JSON.stringify({ body: each.body }),
    defer: (work) => turns.push(work),
  });
  return {
    hub,
    metrics,
    advance: (ms: number) => (nowMs += ms),
    reads: () => reads,
    turns,
    /** Runs the turns that are due, and those they ask for. */
    run: () => {
      for (let turn = turns.shift(); turn; turn = turns.shift()) turn();
    },
  };
}

function record(body: string): LogRecord {
  const empty = {
    severityText: '',
    service: '',
    host: '',
    instance: '',
    requestId: '',
    traceId: '',
    spanId: '',
    runId: '',
    release: '',
  };
  return {
    ...empty,
    timeNs: 0n,
    observedTimeNs: 0n,
    severityNumber: 0,
    body,
    attributes: new Map(),
  };
}

/** Everything a viewer has been sent so far. */
function read(stream: Readable): string {
  let text = '';
  for (let chunk = stream.read() as Buffer | null; chunk; chunk = stream.read() as Buffer | null) {
    text += chunk.toString();
  }
  return text;
}

const lines = (...texts: string[]) => Buffer.from(texts.join('\n'));
const everything = { key: '', matches: () => true };
const bodies = (text: string) => [...text.matchAll(/"body":"([^"]*)"/g)].map(([, body]) => body);

describe('live tail', () => {
  test('a viewer sees what matches, in order, without empty lines', () => {
    const { hub, run } = openHub();
    const viewer = hub.open({ key: 'a', matches: ({ body }) => body.startsWith('a') });
    hub.publish(lines('a1', '', 'b1', 'a2', ''), defaults);
    hub.publish(lines('a3'), defaults);
    run();
    const text = read(viewer);
    assert.deepEqual(bodies(text), ['a1', 'a2', 'a3']);
    assert.match(text, /event: log\ndata: \{"body":"a1"\}\n\n/);
  });

  test('nothing is read without viewers, nor after the last one left', async () => {
    const { hub, run, reads } = openHub();
    hub.publish(lines('a'), defaults);
    const viewer = hub.open(everything);
    assert.ok(hub.hasViewers);
    hub.publish(lines('b'), defaults);
    viewer.destroy();
    await new Promise((resolve) => viewer.once('close', resolve));
    assert.ok(!hub.hasViewers);
    hub.publish(lines('c'), defaults);
    run();
    assert.equal(reads(), 0);
  });

  test('a hundred viewers with one question cost one reading and one comparison a line', () => {
    const { hub, run, reads } = openHub();
    let compared = 0;
    const request = {
      key: 'same',
      matches: () => {
        compared += 1;
        return true;
      },
    };
    const viewers = Array.from({ length: 100 }, () => hub.open(request));
    hub.publish(lines('a', 'b', 'c'), defaults);
    run();
    assert.equal(reads(), 3);
    assert.equal(compared, 3);
    for (const viewer of viewers) assert.deepEqual(bodies(read(viewer)), ['a', 'b', 'c']);
  });

  test('work is cut into turns with rests between them', () => {
    const { hub, turns, reads } = openHub({ workMs: 10 }, 4);
    hub.open(everything);
    hub.publish(lines('1', '2', '3', '4', '5'), defaults);
    turns.shift()?.();
    assert.equal(reads(), 3);
    turns.shift()?.();
    assert.equal(reads(), 5);
    assert.equal(turns.length, 0);
  });

  test('under overload the flood gives way and is counted, the quiet batch is shown', () => {
    const { hub, run, metrics } = openHub({ backlogBytes: 1000 });
    const viewer = hub.open(everything);
    const flood = lines(...Array.from({ length: 300 }, () => 'ffff'));
    hub.publish(lines('quiet'), defaults);
    hub.publish(flood, defaults);
    hub.publish(lines('also'), defaults);
    run();
    const text = read(viewer);
    assert.deepEqual(bodies(text), ['quiet', 'also']);
    assert.match(text, /event: skipped\ndata: \{"lines":300,"reason":"overload"\}/);
    assert.match(metrics.render(), /tail_skipped_lines_total\{reason="overload"\} 300/);
  });

  test('the number of rows the caller knows is not counted again', () => {
    const { hub, run } = openHub({ backlogBytes: 10 });
    const viewer = hub.open(everything);
    hub.publish(Buffer.alloc(100, 0x61), defaults, 42);
    run();
    hub.publish(lines('a'), defaults);
    run();
    assert.match(read(viewer), /"lines":42/);
  });

  test('a slow reader holds a bounded queue, is told what it missed, and costs others nothing', () => {
    const { hub, run } = openHub({ queueBytes: 2000 });
    const slow = hub.open(everything);
    const fast = hub.open(everything);
    let seen = bodies(read(fast)).length;
    for (let n = 0; n < 1000; n++) {
      hub.publish(lines(`line ${n}`), defaults);
      run();
      seen += bodies(read(fast)).length;
    }
    assert.equal(seen, 1000);
    const first = read(slow);
    hub.publish(lines('last'), defaults);
    run();
    const second = read(slow);
    const shown = bodies(first + second).length;
    const missed = Number(/"lines":(\d+),"reason":"slow-reader"/.exec(first + second)?.[1]);
    assert.equal(shown + missed, 1001);
    assert.ok(first.length < 20_000, `${first.length} bytes were held`);
    assert.equal(bodies(second).at(-1), 'last');
  });

  test('who reads nothing for a minute is let go; who waits for lines is not', async () => {
    const { hub, run, advance } = openHub({ stalledMs: 60_000, queueBytes: 100_000 });
    const stalled = hub.open(everything);
    const idle = hub.open({ key: 'none', matches: () => false });
    read(idle);
    for (let n = 0; n < 2000; n++)
      hub.publish(lines('a line that is long enough to fill it'), defaults);
    run();
    stalled.read(1);
    advance(61_000);
    hub.beat();
    assert.ok(stalled.destroyed);
    assert.ok(!idle.destroyed);
    assert.match(read(idle), /^: still here\n\n$/m);
  });

  test('viewers are bounded', () => {
    const { hub } = openHub({ viewers: 2 });
    hub.open(everything);
    hub.open(everything);
    assert.throws(() => hub.open(everything), { code: 'too-many-viewers', status: 503 });
  });

  test('closing the hub ends every stream', async () => {
    const { hub } = openHub();
    const viewer = hub.open(everything);
    hub.close();
    viewer.resume();
    await new Promise((resolve) => viewer.once('end', resolve));
  });

  test('a line larger than the queue is shown to who keeps up', () => {
    const { hub, run } = openHub({ queueBytes: 100 });
    const viewer = hub.open(everything);
    read(viewer);
    hub.publish(lines('x'.repeat(500)), defaults);
    run();
    assert.equal(bodies(read(viewer)).length, 1);
  });
});
