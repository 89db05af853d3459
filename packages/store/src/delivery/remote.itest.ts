import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { openStore, type Store } from '../client.ts';
import { render } from '../sql.ts';
import { type Fate, type LossyProxy, openLossyProxy } from '../testing/lossy-proxy.ts';
import {
  counts,
  type DeliveryScene,
  openDeliveryScene,
  openStoreScene,
  type StoreScene,
  waitFor,
} from '../testing/scene.ts';
import { remoteFence } from './fence.ts';
import { insertRollUp } from './log-batch.ts';

const lines = (count: number, first: number) =>
  Array.from({ length: count }, (_, index) => ({
    time: new Date(Date.now() - (index % 2) * 86_400_000).toISOString(),
    service: 'shop',
    message: `line ${first + index}`,
  }));

const isInsert = (head: string) => /INSERT(\+|%20| )INTO(\+|%20| )groundcrew\.logs/.test(head);

/** The engine as a server elsewhere: all the delivery knows is a URL. */
describe('delivery to a server elsewhere', () => {
  let scene: StoreScene;
  let proxy: LossyProxy;
  let store: Store;
  let delivery: DeliveryScene;
  let fateOf: (request: number, head: string) => Fate;

  before(async () => {
    scene = await openStoreScene();
  });
  after(() => scene.close());
  beforeEach(async () => {
    await scene.command('TRUNCATE TABLE groundcrew.logs');
    await scene.command('TRUNCATE TABLE groundcrew.logs_per_minute');
    fateOf = () => 'fine';
  });

  async function open(name: string) {
    proxy = await openLossyProxy(
      () => scene.engine.url,
      (request, head) => fateOf(request, head),
    );
    const { username, password } = scene.engine;
    store = openStore({ url: proxy.url, username, password });
    const options = { store, limits: { timeoutMs: 5_000 } };
    delivery = await openDeliveryScene(join(scene.folder, name), options);
  }
  afterEach(async () => {
    fateOf = () => 'fine';
    await delivery.close();
    await store.close();
    await proxy.close();
  });

  it('streams segments as request bodies', async () => {
    await open('plain');
    for (let batch = 0; batch < 5; batch++) await delivery.append(lines(100, batch * 100));
    await delivery.waitForRows(500);
    assert.deepEqual(await counts(scene.ask), [500, 500, 500]);
  });

  it('loses and doubles nothing while the answers to half of the inserts are lost, and others', async () => {
    await open('lost');
    let inserts = 0;
    fateOf = (request, head) => {
      const isLost = isInsert(head) ? inserts++ % 2 === 0 : request % 13 === 0;
      return isLost ? 'answerLost' : 'fine';
    };
    for (let batch = 0; batch < 15; batch++) {
      await delivery.append(lines(40, batch * 40));
      await waitFor(() => delivery.delivered.length > batch - 2, 'some batches');
    }
    await delivery.waitForRows(600, 60_000);
    assert.ok((proxy.met.get('answerLost') ?? 0) > 5);
    assert.deepEqual(await counts(scene.ask), [600, 600, 600]);
  });

  it('loses and doubles nothing when inserts arrive after they were given up', async () => {
    await open('late');
    let inserts = 0;
    fateOf = (_, head) => (isInsert(head) && inserts++ % 2 === 0 ? 'late' : 'fine');
    for (let batch = 0; batch < 8; batch++) {
      await delivery.append(lines(40, batch * 40));
      await waitFor(() => delivery.delivered.length >= batch, 'the batches before');
    }
    await delivery.waitForRows(320, 60_000);
    assert.ok((proxy.met.get('late') ?? 0) >= 4);
    assert.deepEqual(await counts(scene.ask), [320, 320, 320]);
  });

  it('waits while the server stands still, and delivers when it goes on', async () => {
    await open('stopped');
    await delivery.append(lines(20, 0));
    await delivery.waitForRows(20);
    const { pid } = scene.engine;
    assert.ok(pid !== undefined);
    process.kill(pid, 'SIGSTOP');
    await delivery.append(lines(20, 20));
    await waitFor(() => /kind="uncertain"/.test(delivery.metrics.render()), 'a time-out');
    process.kill(pid, 'SIGCONT');
    await delivery.waitForRows(40);
    assert.deepEqual(await counts(scene.ask), [40, 40, 40]);
  });

  it('waits while the server is away, keeping everything', async () => {
    await open('away');
    fateOf = () => 'answerLost';
    for (let batch = 0; batch < 20; batch++) {
      await delivery.append(lines(10, batch * 10));
      // One is under way, one at hand, one waits; then the log fills the open one instead of sealing it.
      await waitFor(() => delivery.wal.segmentCount > Math.min(batch, 2), 'a sealed segment');
    }
    fateOf = () => 'fine';
    await delivery.waitForRows(200);
    assert.deepEqual(await counts(scene.ask), [200, 200, 200]);
  });

  it('an attempt behind a raised fence inserts nothing', async () => {
    await open('fence');
    await delivery.append(lines(10, 0));
    await delivery.waitForRows(10);
    await scene.command('TRUNCATE TABLE groundcrew.logs_per_minute');
    const batch = delivery.delivered[0]?.batch ?? 0n;
    const fence = await remoteFence(scene.store).raise(
      'logs_per_minute',
      [batch],
      new AbortController().signal,
    );
    assert.equal(fence, 1);
    for (const [number, rows] of [
      [0, 0],
      [1, 10],
    ] as const) {
      const { text, parameters } = render(
        insertRollUp([batch], { isMissingOnly: true, fence: number }),
      );
      await scene.store.client().command({ query: text, query_params: parameters });
      assert.equal(
        await scene.askOne('SELECT toUInt32(sum(rows)) FROM groundcrew.logs_per_minute'),
        rows,
      );
    }
  });
});
