// Keys are remembered for two generations and not longer, in memory and on disk.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { silentLog } from '@groundcrew/runtime';
import { hashKey, IdempotencyKeys } from './idempotency-keys.ts';
import { DiskModel } from './testing/disk-model.ts';
import { ManualTime } from './testing/manual-time.ts';
import { seededRandom } from './testing/random.ts';

const dir = '/log';
const dayMs = 24 * 3_600_000;

function setUp() {
  const disk = new DiskModel(seededRandom(1));
  const time = new ManualTime();
  const open = async (generationSizeMax = 100) => {
    const fs = disk.fileSystem();
    const keys = new IdempotencyKeys({
      fs,
      dir,
      clock: time.clock,
      log: silentLog,
      generationSizeMax,
    });
    await keys.load(await fs.readdir(dir));
    return keys;
  };
  const record = (key: string) => ({ hash: hashKey(key), rows: 7, receivedNs: time.clock.nowNs() });
  return { disk, time, open, record };
}

it('forgets the older generation when the younger is full, and removes its files', async () => {
  const { disk, open, record } = setUp();
  const keys = await open(10);
  for (let count = 0; count < 40; count += 1) {
    keys.add(record(`k${count}`), `/log/s${count}`);
    await keys.moveToFile(`/log/s${count}`);
  }
  const known = (of: IdempotencyKeys) =>
    Array.from({ length: 40 }, (_, count) => count).filter((count) => of.get(hashKey(`k${count}`)));
  assert.deepEqual(
    known(keys),
    Array.from({ length: 20 }, (_, index) => index + 20),
  );
  assert.equal(disk.paths(dir).length, 2);
  assert.deepEqual(known(await open(10)), known(keys));
});

it('remembers for at least a day', async () => {
  const { time, open, record } = setUp();
  const keys = await open();
  keys.add(record('old'), '/log/s1');
  await keys.moveToFile('/log/s1');
  time.advance(dayMs);
  keys.add(record('new'), '/log/s2');
  assert.equal(keys.get(hashKey('old'))?.rows, 7);
  time.advance(dayMs);
  keys.add(record('newest'), '/log/s3');
  assert.equal(keys.get(hashKey('old')), undefined);
  assert.equal(keys.get(hashKey('new'))?.rows, 7);
});

it('a torn or damaged record costs only itself', async () => {
  const { disk, open, record } = setUp();
  const keys = await open();
  for (const key of ['a', 'b', 'c']) keys.add(record(key), '/log/s');
  await keys.moveToFile('/log/s');
  const [file = ''] = disk.paths(dir);
  const bytes = disk.readFile(file);
  bytes[40] = (bytes[40] ?? 0) ^ 1;
  disk.writeFile(file, Buffer.concat([bytes, Buffer.from('torn')]));
  const again = await open();
  again.add(record('d'), '/log/s4');
  await again.moveToFile('/log/s4');
  const last = await open();
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].filter((key) => last.get(hashKey(key))),
    ['a', 'c', 'd'],
  );
});

it('keys whose file failed are known and written with the next ones', async () => {
  const { disk, open, record } = setUp();
  const keys = await open();
  keys.add(record('a'), '/log/s1');
  disk.failNext('fsync');
  await assert.rejects(keys.moveToFile('/log/s1'));
  assert(keys.get(hashKey('a')));
  await keys.moveToFile('/log/s2');
  assert((await open()).get(hashKey('a')));
});
