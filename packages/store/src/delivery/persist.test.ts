import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClickHouseError } from '@clickhouse/client';
import { silentLog } from '@groundcrew/runtime';
import * as fc from 'fast-check';
import type { Fence } from './fence.ts';
import { type Attempt, persist, type PersistContext } from './persist.ts';

const memoryLimit = () => new ClickHouseError({ message: 'memory', code: '241', type: 'X' });
const lost = () => new Error('socket hang up');

/** What may become of an attempt. `late`: it is applied only while the fence is being raised. */
const outcomes = [
  'stored',
  'lost',
  'lostUnstored',
  'late',
  'half',
  'halfRefused',
  'refused',
] as const;
type Outcome = (typeof outcomes)[number];

/** A store of ten rows of one batch; counts how often it holds each. */
function modelStore(script: Outcome[]) {
  const held = new Map<number, number>();
  let late: (() => void) | undefined;
  const add = (rows: readonly number[]) => {
    for (const row of rows) held.set(row, (held.get(row) ?? 0) + 1);
  };
  const insert = ({ isMissingOnly }: Attempt): Promise<void> => {
    assert.equal(late, undefined, 'an attempt started while an earlier one could still run');
    const all = [...Array(10).keys()];
    const rows = isMissingOnly ? all.filter((row) => !held.has(row)) : all;
    const outcome = script.shift() ?? 'stored';
    if (outcome === 'late') late = () => add(rows);
    if (outcome === 'half' || outcome === 'halfRefused') add(rows.slice(0, 5));
    if (outcome === 'stored' || outcome === 'lost') add(rows);
    if (outcome === 'stored') return Promise.resolve();
    const isAnswered = outcome === 'refused' || outcome === 'halfRefused';
    return Promise.reject(isAnswered ? memoryLimit() : lost());
  };
  const fence: Fence = {
    first: undefined,
    outlivesGateway: true,
    attemptId: () => '',
    raise: () => {
      late?.();
      late = undefined;
      return Promise.resolve(undefined);
    },
  };
  return { held, insert, fence };
}

const context = (fence: Fence): PersistContext => ({
  isUp: () => true,
  waitUntilUp: () => Promise.resolve(),
  fence,
  log: silentLog,
  random: () => 0,
  timeoutMs: 1_000,
  pauseMsMax: 0,
  onFailure() {},
});

describe('persist', () => {
  it('stores each row exactly once, whatever becomes of its attempts', async () => {
    const scripts = fc.array(fc.constantFrom(...outcomes), { maxLength: 8 });
    const property = fc.asyncProperty(scripts, fc.boolean(), async (script, isRecovered) => {
      const store = modelStore([...script]);
      // An earlier process may have stored anything.
      if (isRecovered) await store.insert(firstAttempt).catch(() => {});
      const task = { target: 'logs', batches: [1n], isRecovered, insert: store.insert } as const;
      const isDone = await persist(task, context(store.fence), new AbortController().signal);
      assert.equal(isDone, true);
      assert.deepEqual([...store.held.values()], Array(10).fill(1));
    });
    await fc.assert(property, { numRuns: 300 });
  });

  it('looks before it inserts once anything failed, and gives the raised fence on', async () => {
    const attempts: Attempt[] = [];
    const fence: Fence = {
      first: undefined,
      outlivesGateway: true,
      attemptId: () => 'q',
      raise: () => Promise.resolve(7),
    };
    const failures = [lost(), memoryLimit()];
    const task = {
      target: 'logs',
      batches: [1n],
      isRecovered: false,
      insert(attempt: Attempt) {
        attempts.push(attempt);
        const failure = failures.shift();
        return failure ? Promise.reject(failure) : Promise.resolve();
      },
    } as const;
    await persist(task, context(fence), new AbortController().signal);
    assert.deepEqual(
      attempts.map(({ isMissingOnly, fence: number }) => [isMissingOnly, number]),
      [
        [false, undefined],
        [true, 7],
        [true, 7],
      ],
    );
  });

  it('takes an attempt without an answer for uncertain after its time', async () => {
    let raised = 0;
    const fence: Fence = {
      first: undefined,
      outlivesGateway: true,
      attemptId: () => '',
      raise: () => Promise.resolve((raised += 1)),
    };
    let attempts = 0;
    const insert = ({ signal }: Attempt) => {
      attempts += 1;
      if (attempts > 1) return Promise.resolve();
      return new Promise<void>((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      });
    };
    const task = { target: 'logs', batches: [1n], isRecovered: false, insert } as const;
    await persist(task, { ...context(fence), timeoutMs: 5 }, new AbortController().signal);
    assert.deepEqual([attempts, raised], [2, 1]);
  });

  it('ends when stopped, without calling that done', async () => {
    const stop = new AbortController();
    const insert = () => {
      stop.abort();
      return Promise.reject(lost());
    };
    const fence: Fence = {
      first: undefined,
      outlivesGateway: true,
      attemptId: () => '',
      raise: () => Promise.resolve(undefined),
    };
    const task = { target: 'logs', batches: [1n], isRecovered: false, insert } as const;
    assert.equal(await persist(task, context(fence), stop.signal), false);
  });

  it('survives a failing examination of the batch', async () => {
    let attempts = 0;
    const insert = () => {
      attempts += 1;
      return attempts > 2 ? Promise.resolve() : Promise.reject(memoryLimit());
    };
    const fence: Fence = {
      first: undefined,
      outlivesGateway: true,
      attemptId: () => '',
      raise: () => Promise.resolve(undefined),
    };
    const onFailure = () => Promise.reject(new Error('cannot read'));
    const task = { target: 'logs', batches: [1n], isRecovered: false, insert, onFailure } as const;
    assert.equal(await persist(task, context(fence), new AbortController().signal), true);
  });
});

const firstAttempt: Attempt = {
  isMissingOnly: false,
  fence: undefined,
  id: '',
  signal: new AbortController().signal,
};
