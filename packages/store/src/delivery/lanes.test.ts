import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silentLog } from '@groundcrew/runtime';
import type { SealedSegment } from '@groundcrew/wal';
import { type LanesOptions, runLanes } from './lanes.ts';

const segment = (number: number): SealedSegment => ({
  batch: BigInt(number),
  path: '',
  sizeBytes: 10,
  rows: 1,
  runRows: 0,
  isRecovered: false,
});

/** A log with so many sealed segments, closed; notes what happens. */
function scene(count: number, overrides: Partial<LanesOptions> = {}) {
  const events: string[] = [];
  const sealed = Array.from({ length: count }, (_, index) => segment(index));
  const options: LanesOptions = {
    wal: {
      nextSealed: () => Promise.resolve(sealed.shift()),
      trim: ({ batch }) => {
        events.push(`trim ${batch}`);
        return Promise.resolve();
      },
    },
    beforeRows: () => Promise.resolve(),
    deliverRows: ({ batch }) => {
      events.push(`rows ${batch}`);
      return Promise.resolve(true);
    },
    deliverRollUps: (segments) => {
      events.push(`roll-up ${segments.map(({ batch }) => batch).join('+')}`);
      return Promise.resolve(true);
    },
    onTaken() {},
    onTrimmed() {},
    log: silentLog,
    abandon: new AbortController().signal,
    ...overrides,
  };
  return { events, options };
}

const of = (events: readonly string[], kind: string) =>
  events.filter((event) => event.startsWith(kind)).map((event) => event.slice(kind.length + 1));

describe('lanes', () => {
  it('delivers and trims in order, and trims nothing before its roll-up', async () => {
    const { events, options } = scene(200);
    await runLanes(options);
    const numbers = Array.from({ length: 200 }, (_, index) => `${index}`);
    assert.deepEqual(of(events, 'rows'), numbers);
    assert.deepEqual(of(events, 'trim'), numbers);
    assert.deepEqual(
      of(events, 'roll-up').flatMap((group) => group.split('+')),
      numbers,
    );
    for (const number of numbers) {
      const rolledUp = events.findIndex(
        (event) => event.startsWith('roll-up') && event.slice(8).split('+').includes(number),
      );
      assert.ok(rolledUp < events.indexOf(`trim ${number}`));
    }
  });

  it('has one insert in flight in each lane', async () => {
    const running = { rows: 0, rollUps: 0 };
    const once = (lane: 'rows' | 'rollUps') => async () => {
      running[lane] += 1;
      assert.equal(running[lane], 1);
      await new Promise((resolve) => setImmediate(resolve));
      running[lane] -= 1;
      return true;
    };
    const { options } = scene(30, { deliverRows: once('rows'), deliverRollUps: once('rollUps') });
    await runLanes(options);
  });

  it('tries a failing trim again', async () => {
    let failures = 1;
    const { options } = scene(1);
    const trimmed: bigint[] = [];
    await runLanes({
      ...options,
      wal: {
        ...options.wal,
        trim: () => (failures-- > 0 ? Promise.reject(new Error('EIO')) : Promise.resolve()),
      },
      onTrimmed: ({ batch }) => trimmed.push(batch),
    });
    assert.deepEqual(trimmed, [0n]);
  });

  it('ends when abandoned while it waits for the log', async () => {
    const abandon = new AbortController();
    const { options } = scene(0, {
      wal: { nextSealed: () => new Promise(() => {}), trim: () => Promise.resolve() },
      abandon: abandon.signal,
    });
    const running = runLanes(options);
    abandon.abort();
    await running;
  });

  it('fails, with both lanes ended, when the log fails', async () => {
    const { options } = scene(0, {
      wal: { nextSealed: () => Promise.reject(new Error('log')), trim: () => Promise.resolve() },
    });
    await assert.rejects(runLanes(options), /log/);
  });

  it('trims nothing that was not delivered when it is abandoned', async () => {
    const { events, options } = scene(3, { deliverRows: () => Promise.resolve(false) });
    await runLanes(options);
    assert.deepEqual(events, []);
  });
});
