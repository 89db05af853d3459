import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Clock, silentLog } from '@groundcrew/runtime';
import { openStoreScene, type StoreScene } from '../testing/scene.ts';
import { openRetention } from './retention.ts';

const dayNs = 86_400_000_000_000n;
const startNs = BigInt(Date.parse('2026-03-10T12:00:00Z')) * 1_000_000n;

describe('retention', () => {
  let scene: StoreScene;
  before(async () => {
    scene = await openStoreScene();
  });
  after(() => scene.close());
  beforeEach(async () => {
    await scene.command('TRUNCATE TABLE groundcrew.logs');
    await scene.command('TRUNCATE TABLE groundcrew.logs_per_minute');
    for (const day of ['2026-03-01', '2026-03-06', '2026-03-07', '2026-03-08', '2026-03-10']) {
      const time = `'${day} 10:00:00'`;
      await scene.command(
        `INSERT INTO groundcrew.logs (time, observed_time) VALUES (${time}, ${time})`,
      );
      await scene.command(
        `INSERT INTO groundcrew.logs_per_minute (minute, rows) VALUES (${time}, 1)`,
      );
    }
  });

  const clock = () => {
    const state = { wallNs: startNs, monotonicMs: 0 };
    return {
      state,
      nowNs: () => state.wallNs,
      monotonicMs: () => state.monotonicMs,
    } satisfies Clock & { state: object };
  };
  const open = (using: Clock) =>
    openRetention({ store: scene.store, days: 3, clock: using, log: silentLog });
  const days = (table: string, column: string) =>
    scene.askOne(
      `SELECT groupArray(toString(d)) FROM (SELECT DISTINCT toDate(${column}) AS d FROM groundcrew.${table} ORDER BY d)`,
    );

  it('drops whole days that are too old, of rows and roll-ups', async () => {
    assert.deepEqual(await open(clock()).run(), ['2026-03-01', '2026-03-06']);
    assert.deepEqual(await days('logs', 'time'), ['2026-03-07', '2026-03-08', '2026-03-10']);
    assert.deepEqual(await days('logs_per_minute', 'minute'), [
      '2026-03-07',
      '2026-03-08',
      '2026-03-10',
    ]);
    assert.deepEqual(await open(clock()).run(), []);
  });

  it('drops whole months of runs that are too old', async () => {
    await scene.command('TRUNCATE TABLE groundcrew.runs');
    for (const day of ['2025-12-31', '2026-02-28', '2026-03-01']) {
      await scene.command(
        `INSERT INTO groundcrew.runs (run_id, started_at) VALUES ('${day}', '${day} 10:00:00')`,
      );
    }
    await open(clock()).run();
    assert.deepEqual(await days('runs', 'started_at'), ['2026-03-01']);
  });

  it('drops nothing after the clock jumped forward by more than a day, however often it runs', async () => {
    const jumping = clock();
    const retention = open(jumping);
    jumping.state.wallNs += 3_650n * dayNs;
    jumping.state.monotonicMs += 86_400_000;
    assert.deepEqual(await retention.run(), []);
    jumping.state.wallNs += dayNs;
    jumping.state.monotonicMs += 86_400_000;
    assert.deepEqual(await retention.run(), []);
  });

  it('drops nothing while the newest row is over a day old, which a wrong clock at start looks like', async () => {
    const late = clock();
    late.state.wallNs += 2n * dayNs;
    assert.deepEqual(await open(late).run(), []);
  });
});
