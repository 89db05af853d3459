// Mending a restored store: roll-ups that the moment of the backup cut off are added, whatever number a log drew.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Metrics, silentLog } from '@groundcrew/runtime';
import { migrate, openStore, startEngine } from '@groundcrew/store';
import { engineFolderName } from './layout.ts';
import { mendStore } from './mend-store.ts';

const data = mkdtempSync(join(tmpdir(), 'groundcrew-mend-'));
after(() => rmSync(data, { recursive: true, force: true }));

/** Runs `use` on the store in the folder, and closes it. */
async function withStore<T>(use: (store: ReturnType<typeof openStore>) => Promise<T>): Promise<T> {
  const engine = await startEngine({
    dir: join(data, engineFolderName),
    fileRoots: [],
    log: silentLog,
    metrics: new Metrics(),
  });
  const store = openStore({ engine });
  try {
    return await use(store);
  } finally {
    await store.close();
    await engine.stop();
  }
}

test('rows without a roll-up get theirs, in logs with the lowest and the highest number', async () => {
  const batches = [1n << 40n, (1n << 40n) + 1n, 0xff_ffffn << 40n, (0xff_ffffn << 40n) + 1n];
  await withStore(async (store) => {
    await migrate(store, { log: silentLog });
    const rows = batches.map((batch) => `(now64(9), 'line', 'web', ${batch}, 0)`);
    await store.client().command({
      query: `INSERT INTO groundcrew.logs (time, body, service, batch, row) VALUES ${rows.join(',')}`,
    });
    // Of each log, the first batch has its roll-up and the second one does not.
    await store.client().command({
      query: `INSERT INTO groundcrew.logs_per_minute (minute, service, severity_number, rows, bytes, batch)
              SELECT toStartOfMinute(time), service, severity_number, 1, length(body), batch FROM groundcrew.logs
              WHERE batch IN (${batches[0]}, ${batches[2]})`,
    });
  });
  assert.deepEqual(await mendStore(data, silentLog), { logs: 4, runs: 0 });
  const rolled = await withStore(async (store) => {
    const result = await store.client().query({
      query: `SELECT toString(batch) AS batch, toString(sum(rows)) AS rows FROM groundcrew.logs_per_minute GROUP BY batch ORDER BY batch`,
      format: 'JSONEachRow',
    });
    return result.json<{ batch: string; rows: string }>();
  });
  assert.deepEqual(
    rolled,
    batches.map((batch) => ({ batch: String(batch), rows: '1' })),
  );
});
