import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import {
  counts,
  type DeliveryScene,
  type DeliverySceneOptions,
  openDeliveryScene,
  openStoreScene,
  type StoreScene,
  waitFor,
} from '../testing/scene.ts';

const line = (number: number, day = 0) => ({
  time: new Date(Date.now() - day * 86_400_000).toISOString(),
  service: `service-${number % 3}`,
  message: `line ${number}`,
  number,
});
const lines = (count: number, first = 0) =>
  Array.from({ length: count }, (_, index) => line(first + index, index % 3));

describe('delivery into the embedded engine', () => {
  let scene: StoreScene;
  before(async () => {
    scene = await openStoreScene();
  });
  after(() => scene.close());
  beforeEach(async () => {
    await scene.command('TRUNCATE TABLE groundcrew.logs');
    await scene.command('TRUNCATE TABLE groundcrew.logs_per_minute');
  });

  let opened: DeliveryScene[] = [];
  const open = async (options: Partial<DeliverySceneOptions> = {}): Promise<DeliveryScene> => {
    const { store, engine } = scene;
    const delivery = await openDeliveryScene(scene.folder, { store, engine, ...options });
    opened.push(delivery);
    return delivery;
  };
  afterEach(async () => {
    for (const delivery of opened) await delivery.close();
    opened = [];
  });

  it('stores every line once, with its row number, over several days, and rolls it up', async () => {
    const { append, waitForRows, delivered, wal } = await open();
    for (let batch = 0; batch < 8; batch++) await append(lines(100, batch * 100));
    await waitForRows(800);
    assert.deepEqual(await counts(scene.ask), [800, 800, 800]);
    // The number in the line is its position in the log, so rows of a batch are numbered as they came.
    const [odd] = await scene.ask(`SELECT toUInt32(count()) AS count FROM (
      SELECT batch, row, toUInt32(attributes['number']) - min(toUInt32(attributes['number'])) OVER (PARTITION BY batch) AS at
      FROM groundcrew.logs) WHERE at != row`);
    assert.equal(odd?.['count'], 0);
    const [bytes] = await scene.ask(`SELECT
      (SELECT toUInt32(sum(bytes)) FROM groundcrew.logs_per_minute) = toUInt32(sum(length(body))) AS same FROM groundcrew.logs`);
    assert.equal(Number(bytes?.['same']), 1);
    await waitFor(() => wal.segmentCount === 0, 'an empty log');
    assert.ok(delivered.every((segment) => !segment.isRecovered));
  });

  it('loses and doubles nothing when the engine is killed at any moment', async () => {
    const { append, waitForRows, metrics } = await open();
    let rows = 0;
    for (let kills = 0; kills < 15; kills++) {
      await append(lines(200, rows));
      rows += 200;
      await waitFor(() => scene.engine.isUp, 'the engine');
      // A random moment: before, during and after the inserts of a batch.
      await delay(Math.random() * 150);
      const { pid, restarts } = scene.engine;
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
      await waitFor(() => scene.engine.restarts > restarts, 'another engine');
    }
    await waitForRows(rows, 120_000);
    assert.deepEqual(await counts(scene.ask), [rows, rows, rows]);
    assert.doesNotMatch(metrics.render(), /delivery_partial_partitions_total [1-9]/);
  });

  it('replaces an engine that does not answer', async () => {
    const { append, waitForRows } = await open({ limits: { timeoutMs: 1_500 } });
    await append(lines(10));
    await waitForRows(10);
    const { pid, restarts } = scene.engine;
    assert.ok(pid !== undefined);
    process.kill(pid, 'SIGSTOP');
    await append(lines(10, 10));
    await waitForRows(20, 60_000);
    assert.ok(scene.engine.restarts > restarts);
    assert.deepEqual(await counts(scene.ask), [20, 20, 20]);
  });

  it('takes up after an abandoned run where the store left off', async () => {
    const first = await open({ segmentAgeMsMax: 1 });
    for (let batch = 0; batch < 6; batch++) await first.append(lines(50, batch * 50));
    await waitFor(() => first.delivered.length > 0, 'a delivered batch');
    await first.wal.close();
    await first.delivery.stop({ deadlineMs: 0 });
    const kept = first.delivered.length;
    // With its gateway the engine ends too.
    const { pid, restarts } = scene.engine;
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    await waitFor(() => scene.engine.restarts > restarts, 'another engine');
    await scene.store.waitUntilUp();
    const second = await open();
    await waitFor(() => second.wal.segmentCount === 0, 'an empty log');
    assert.ok(kept === 6 || second.delivered.length > 0);
    assert.ok(second.delivered.every((segment) => segment.isRecovered));
    assert.deepEqual(await counts(scene.ask), [300, 300, 300]);
  });

  it('puts poison aside, stores the rest, and is not held up', async () => {
    await scene.command(
      `ALTER TABLE groundcrew.logs ADD CONSTRAINT poison CHECK body NOT LIKE '%poison%'`,
    );
    const { append, waitForRows, delivery } = await open();
    const many = lines(3_000).map((each, index) =>
      index % 1_000 === 17 ? { ...each, message: `poison ${index}` } : each,
    );
    await append(many);
    await append(lines(10, 3_000));
    await waitForRows(3_010, 60_000);
    assert.deepEqual(await counts(scene.ask), [3_007, 3_007, 3_007]);
    assert.equal(await scene.askOne(`SELECT toUInt32(countIf(body = '')) FROM groundcrew.logs`), 0);
    assert.equal(
      await scene.askOne(
        `SELECT toUInt32(countIf(row IN (17, 1017, 2017))) FROM groundcrew.logs WHERE batch = (SELECT min(batch) FROM groundcrew.logs)`,
      ),
      0,
    );
    const letters = await delivery.deadLetters.list({ limit: 10 });
    assert.deepEqual(
      letters.map((letter) => letter.row),
      [17, 1_017, 2_017],
    );
    assert.match(letters[0]?.reason ?? '', /Constraint `poison`/);
    assert.match(letters[0]?.line ?? '', /"message":"poison /);
    await scene.command('ALTER TABLE groundcrew.logs DROP CONSTRAINT poison');
  });

  it('waits, and puts nothing aside, while the table itself is the fault', async () => {
    const { append, waitForRows, delivery, metrics } = await open();
    const rowsBefore = delivery.deadLetters.rows;
    await scene.command('RENAME TABLE groundcrew.logs TO groundcrew.logs_away');
    await append(lines(10));
    await waitFor(() => delivery.lagRows === 10, 'a batch under way');
    await waitFor(() => /failures_total.*refused/.test(metrics.render()), 'a refusal');
    await scene.command('RENAME TABLE groundcrew.logs_away TO groundcrew.logs');
    await waitForRows(10);
    assert.deepEqual(await counts(scene.ask), [10, 10, 10]);
    assert.equal(delivery.deadLetters.rows, rowsBefore);
  });
});
