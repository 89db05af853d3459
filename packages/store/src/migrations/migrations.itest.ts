import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { after, before, describe, it } from 'node:test';
import { silentLog } from '@groundcrew/runtime';
import { openStore } from '../client.ts';
import { openStoreScene, type StoreScene, waitFor } from '../testing/scene.ts';
import { checkStoreSettings } from './check-settings.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations.ts';

const newest = migrations.length;
const eachOnce = migrations.map(({ number }) => ({ number, times: 1 }));
const child = fileURLToPath(new URL('../testing/migrate-child.js', import.meta.url));

describe('migrations', () => {
  let scene: StoreScene;
  before(async () => {
    scene = await openStoreScene({ isMigrated: false });
  });
  after(() => scene.close());

  const done = () =>
    scene.ask(
      `SELECT number, toUInt32(count()) AS times FROM groundcrew.migrations WHERE event = 'done' GROUP BY number ORDER BY number`,
    );

  it('run once, although three processes start at the same time', async () => {
    const { url, username, password } = scene.engine;
    const run = () => promisify(execFile)(process.execPath, [child, url, username, password]);
    await Promise.all([run(), run(), run()]);
    assert.deepEqual(await done(), eachOnce);
    await checkStoreSettings(scene.store);
  });

  it('do nothing the next time', async () => {
    await migrate(scene.store, { log: silentLog });
    assert.deepEqual(await done(), eachOnce);
  });

  it('take over a step from a process that died in it', async () => {
    const { url, username, password } = scene.engine;
    const store = openStore({ url, username, password });
    await scene.command(
      `INSERT INTO groundcrew.migrations (number, name, event, process) VALUES (${newest + 1}, 'extra', 'claimed', 'dead')`,
    );
    const extra = {
      number: newest + 1,
      name: 'extra',
      statements: ['CREATE TABLE IF NOT EXISTS groundcrew.extra (a UInt8) ENGINE = Memory'],
    };
    await migrate(store, {
      log: silentLog,
      migrations: [...migrations, extra],
      claimTimeoutMs: 300,
    });
    assert.equal(await scene.askOne('EXISTS TABLE groundcrew.extra'), 1);
    await store.close();
  });

  it('refuse a schema newer than the program', async () => {
    await assert.rejects(migrate(scene.store, { log: silentLog }), {
      code: 'store-newer',
      message: `cannot open the store: its schema is at ${newest + 1}, this program knows ${newest}`,
    });
  });

  it('the start-up check names what is not as it must be', async () => {
    await scene.command('ALTER TABLE groundcrew.logs MODIFY SETTING fsync_after_insert = 0');
    await scene.command('DROP TABLE groundcrew.logs_per_minute SYNC');
    await assert.rejects(checkStoreSettings(scene.store), {
      code: 'store-unsafe',
      message: /table logs lacks fsync_after_insert = 1; table logs_per_minute is missing$/,
    });
  });

  it('words are found whatever their case, with the index', async () => {
    await scene.command('ALTER TABLE groundcrew.logs MODIFY SETTING fsync_after_insert = 1');
    await scene.command(
      `INSERT INTO groundcrew.logs (time, body) VALUES (now64(9), 'Straße GESPERRT wegen ÖL')`,
    );
    for (const word of ['gesperrt', 'öl', 'straße']) {
      const where = `WHERE hasAllTokens(lowerUTF8(body), ['${word}'])`;
      assert.equal(await scene.askOne(`SELECT toUInt32(count()) FROM groundcrew.logs ${where}`), 1);
      const plan = await scene.ask(`EXPLAIN indexes = 1 SELECT body FROM groundcrew.logs ${where}`);
      assert.match(JSON.stringify(plan), /Name: body_words/);
    }
  });

  it('parts that were merged are soon removed, although nothing was merged for a while', async () => {
    // The store looked at the settings when it opened the table, and will again after 30 s.
    await scene.command('DETACH TABLE groundcrew.logs SYNC');
    await scene.command('ATTACH TABLE groundcrew.logs');
    for (let part = 0; part < 3; part++) {
      await scene.command(`INSERT INTO groundcrew.logs (time, body) VALUES (now64(9), 'merged')`);
    }
    await scene.command('OPTIMIZE TABLE groundcrew.logs FINAL');
    const merged = `SELECT toUInt32(count()) FROM system.parts WHERE table = 'logs' AND NOT active`;
    // Without the settings of migration 5 it takes at least 30 s.
    const isRemoved = async () => (await scene.askOne(merged)) === 0;
    await waitFor(isRemoved, 'the removal of what was merged', 20_000);
  });
});
