import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { Metrics, silentLog, systemClock } from '@groundcrew/runtime';
import { openWal } from '@groundcrew/wal';
import { openStoreScene, type StoreScene } from '../testing/scene.ts';
import { openDeadLetters } from './dead-letters.ts';
import { deliveryMetrics } from './delivery-metrics.ts';
import { embeddedFence } from './fence.ts';
import { openLogWriter } from './log-writer.ts';
import { openProbe } from './probe.ts';
import { deliverRows } from './rows-lane.ts';

let scene: StoreScene;
before(async () => {
  scene = await openStoreScene();
});
after(() => scene.close());

it('inserts exactly what is missing of a batch, also into a partition that holds a part, and counts that', async () => {
  const common = { clock: systemClock, log: silentLog };
  const { store, engine, folder } = scene;
  const wal = await openWal({ ...common, dir: join(folder, 'wal'), metrics: new Metrics() });
  const lines = Array.from({ length: 90 }, (_, number) => {
    const time = new Date(Date.now() - (number % 3) * 86_400_000).toISOString();
    return JSON.stringify({ time, message: `line ${number}`, number });
  });
  const entry = { kind: 1, receivedNs: systemClock.nowNs(), meta: '', rows: 90 } as const;
  await wal.append([{ ...entry, body: Buffer.from(lines.join('\n\n')) }], 90);
  await wal.close();
  const segment = await wal.nextSealed();
  assert.ok(segment);

  const metrics = new Metrics();
  const stop = new AbortController().signal;
  const writer = openLogWriter({ store, schema: () => ({ promoted: new Map() }) });
  const letters = { folder: join(folder, 'dead'), sizeBytesMax: 1e6, log: silentLog };
  const deadLetters = await openDeadLetters({ ...letters, onRemoved() {} });
  const probe = openProbe({ ...common, writer, store, stop, timeoutMs: 5_000 });
  const options = {
    writer,
    deadLetters,
    quarantine: { ...common, probe, deadLetters, budgetMs: 1_000, onDeadLetters() {} },
    metrics: deliveryMetrics(metrics),
    log: silentLog,
    reloadSchema: () => Promise.resolve(),
    persistContext: {
      isUp: () => true,
      waitUntilUp: () => Promise.resolve(),
      fence: embeddedFence(engine),
      log: silentLog,
      random: () => 0,
      timeoutMs: 10_000,
      pauseMsMax: 100,
      onFailure() {},
    },
  };
  const content = `SELECT batch, row, time, body, attributes FROM groundcrew.logs ORDER BY row`;
  assert.equal(await deliverRows(segment, options, stop), true);
  const whole = await scene.ask(content);
  assert.equal(whole.length, 90);
  assert.deepEqual(
    whole.map((row) => row['body']),
    lines.map((_, number) => `line ${number}`),
  );

  const recovered = { ...segment, isRecovered: true };
  assert.equal(await deliverRows(recovered, options, stop), true);
  assert.deepEqual(await scene.ask(content), whole);
  assert.doesNotMatch(metrics.render(), /partial_partitions_total [1-9]/);

  // One day loses all its rows, which a crash can do; another some of them, which nothing should be able to do.
  await scene.command(
    `ALTER TABLE groundcrew.logs DELETE WHERE row % 3 = 0 OR row IN (1, 4, 7) SETTINGS mutations_sync = 1`,
  );
  assert.equal(await deliverRows(recovered, options, stop), true);
  assert.deepEqual(await scene.ask(content), whole);
  assert.match(metrics.render(), /partial_partitions_total 1\n/);
});
