// Proves that records of runs reach their table at least once, that more than once does no harm, and that rows of logs
// in the same segments stay counted as they were.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { RunRecord } from '@groundcrew/model';
import { systemClock } from '@groundcrew/runtime';
import { entryKind, type LogEntry, type Wal } from '@groundcrew/wal';
import {
  counts,
  type DeliveryScene,
  type DeliverySceneOptions,
  openDeliveryScene,
  openStoreScene,
  type StoreScene,
  waitFor,
} from '../testing/scene.ts';

const idOf = (number: number) => `018f0000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;

function run(number: number, version = 1, more: Partial<RunRecord> = {}): RunRecord {
  return {
    run_id: idOf(number),
    version,
    job: `job "${number}"\n'`,
    state: 'running',
    host: 'web-1',
    user: 'app',
    service: 'nightly',
    release: '1.2.3',
    command: ['node', "-e 'x'", 'ünï\\'],
    cwd: '/srv',
    pid: 4242,
    started_at: '2026-11-20T10:00:00.123456789Z',
    updated_at: `2026-11-20T10:00:${String(version).padStart(2, '0')}.000000001Z`,
    out_of_memory: false,
    cpu_user_ms: version * 10,
    cpu_system_ms: 3,
    memory_peak_bytes: 2 ** 40,
    lines: version,
    bytes: 2 ** 52,
    lost_lines: 0,
    cut_lines: 0,
    samples: [{ at_ms: 5000, cpu_ms: 10, memory_bytes: 1024 }],
    ...more,
  };
}

const entryOf = (kind: LogEntry['kind'], lines: readonly string[]): LogEntry => ({
  kind,
  receivedNs: systemClock.nowNs(),
  meta: '{"service":"x"}',
  body: Buffer.from(lines.join('\n')),
  rows: lines.length,
});
const runEntry = (...records: object[]) =>
  entryOf(
    entryKind.runs,
    records.map((record) => JSON.stringify(record)),
  );
const logEntry = (count: number) =>
  entryOf(
    entryKind.lines,
    Array.from({ length: count }, (_, index) => `{"message":"line ${index}"}`),
  );

describe('delivery of run records', () => {
  let scene: StoreScene;
  before(async () => {
    scene = await openStoreScene();
  });
  after(() => scene.close());
  beforeEach(async () => {
    for (const table of ['logs', 'logs_per_minute', 'runs']) {
      await scene.command(`TRUNCATE TABLE groundcrew.${table}`);
    }
  });

  const open = (options: Partial<DeliverySceneOptions> = {}): Promise<DeliveryScene> => {
    const { store, engine } = scene;
    return openDeliveryScene(scene.folder, { store, engine, ...options });
  };
  const append = ({ wal }: DeliveryScene, ...entries: LogEntry[]) =>
    wal.append(
      entries,
      entries.reduce((sum, entry) => sum + entry.rows, 0),
    );
  const versions = () =>
    scene.ask(
      'SELECT run_id, toUInt32(version) AS version FROM groundcrew.runs FINAL ORDER BY run_id',
    );
  const heldRecords = () => scene.askOne('SELECT toUInt32(count()) FROM groundcrew.runs');

  it('keeps every member of a record, and the newest version of a run whatever the order', async () => {
    const delivery = await open();
    const ended = run(1, 3, {
      state: 'killed',
      ended_at: '2026-11-20T10:03:12.000000000Z',
      signal: 'SIGKILL',
      out_of_memory: true,
      exit_code: -1,
    });
    await append(delivery, runEntry(run(1)), runEntry(ended, run(2, 7)));
    await append(delivery, runEntry(run(1, 2), run(2, 6)));
    await delivery.close();
    assert.deepEqual(await versions(), [
      { run_id: idOf(1), version: 3 },
      { run_id: idOf(2), version: 7 },
    ]);
    const [row] = await scene.ask(
      `SELECT * EXCEPT (received_at) FROM groundcrew.runs FINAL WHERE run_id = '${idOf(1)}'`,
    );
    const shown = JSON.parse(
      JSON.stringify({ ...ended, samples: ended.samples }).replaceAll(
        /"(\d{4}-\d\d-\d\d)T([^"]*)Z"/g,
        '"$1 $2"',
      ),
    ) as object;
    assert.deepEqual(normalised(row), normalised(shown));
  });

  it('counts rows of logs alone, and stores both kinds from one segment', async () => {
    const delivery = await open({ segmentAgeMsMax: 200 });
    await append(delivery, logEntry(3), runEntry(run(1), run(2)), logEntry(4));
    await append(delivery, runEntry(run(3)));
    await delivery.close();
    assert.deepEqual(await counts(scene.ask), [7, 7, 7]);
    assert.equal(await heldRecords(), 3);
    const sum = (pick: 'rows' | 'runRows') =>
      delivery.delivered.reduce((total, segment) => total + segment[pick], 0);
    assert.equal(sum('rows'), 7);
    assert.equal(sum('runRows'), 3);
    const rows = await scene.ask('SELECT toUInt32(row) AS row FROM groundcrew.logs ORDER BY row');
    assert.deepEqual(
      rows.map((row) => row['row']),
      [0, 1, 2, 3, 4, 5, 6],
    );
  });

  it('passes over what is no record and never stops for it', async () => {
    const delivery = await open();
    const odd = entryOf(entryKind.runs, [
      'not json',
      '[]',
      '{"run_id":7}',
      '{"run_id":"018f0000-0000-7000-8000-0000000000ff","version":"x","samples":{"a":1},"pid":-4}',
      JSON.stringify(run(1)),
    ]);
    await append(delivery, odd, logEntry(1));
    await delivery.close();
    assert.deepEqual(await versions(), [{ run_id: idOf(1), version: 1 }]);
    assert.deepEqual(await counts(scene.ask), [1, 1, 1]);
  });

  it('loses and doubles nothing when the process ends between the insert and the trimming', async () => {
    let trims = 0;
    const neverTrims = (wal: Wal): Wal => {
      wal.trim = () => {
        trims += 1;
        return Promise.reject(new Error('the disk is gone'));
      };
      return wal;
    };
    const first = await open({ openWal: neverTrims, segmentAgeMsMax: 1 });
    await append(first, runEntry(run(1), run(2)), logEntry(5));
    await waitFor(() => trims > 0, 'an insert before the trimming');
    await first.wal.close();
    await first.delivery.stop({ deadlineMs: 0 });
    assert.equal(await heldRecords(), 2);

    const second = await open();
    await append(second, runEntry(run(1, 2)));
    await second.close();
    assert.ok(second.delivered.some((segment) => segment.isRecovered && segment.runRows === 2));
    assert.deepEqual(await versions(), [
      { run_id: idOf(1), version: 2 },
      { run_id: idOf(2), version: 1 },
    ]);
    assert.deepEqual(await counts(scene.ask), [5, 5, 5]);
    assert.equal(second.wal.segmentCount, 0);
  });

  it('survives the engine being killed again and again', async () => {
    const delivery = await open();
    for (let kill = 0; kill < 3; kill++) {
      for (let number = 0; number < 20; number++) {
        await append(delivery, runEntry(run(number, kill + 1)));
      }
      await waitFor(() => scene.engine.isUp, 'the engine');
      const { pid, restarts } = scene.engine;
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
      await waitFor(() => scene.engine.restarts > restarts, 'another engine');
    }
    await waitFor(() => scene.engine.isUp, 'the engine');
    await delivery.close();
    assert.equal(delivery.wal.segmentCount, 0);
    const held = await versions();
    assert.equal(held.length, 20);
    assert.ok(held.every(({ version }) => version === 3));
  });
});

/** Integers may come as text from the store; members in the order of their names. */
function normalised(row: object | undefined): unknown {
  return JSON.parse(JSON.stringify(row ?? {}), (_, value: unknown) => {
    if (typeof value === 'number') return String(value);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
