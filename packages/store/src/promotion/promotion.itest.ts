import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { silentLog, systemClock } from '@groundcrew/runtime';
import { openDeliveryScene, openStoreScene, type StoreScene, waitFor } from '../testing/scene.ts';
import { openPromotedAttributes } from './promoted-attributes.ts';

/** Attributes of all types, names that are prefixes or subcolumns of others, and names that get no column. */
const attributes = {
  foo: 'text "quoted" \\ back',
  'foo.size': 12,
  'foo.null': null,
  'foo.size0': [1, 'two'],
  'foo.keys': 1.5,
  Foo: true,
  path: '/a/b',
  'we`ird': 1,
  "it's": 2,
  'sp ace': 3,
  "x'] FROM system.one --": 4,
};
const line = (number: number) => ({
  time: new Date().toISOString(),
  message: `line ${number}`,
  ...attributes,
  ...(number % 10 === 0 ? { rare: `r${number}` } : {}),
  number,
});

describe('promoted attributes', () => {
  let scene: StoreScene;
  before(async () => {
    scene = await openStoreScene();
  });
  after(() => scene.close());

  /** Every attribute of every row, whether it is in the map or has a column, as a reader sees it. */
  async function readRows(promoted: readonly string[]) {
    const columns = promoted
      .map((attribute) => `, \`attr.${attribute}\` AS \`p:${attribute}\``)
      .join('');
    const rows = await scene.ask(
      `SELECT batch, row, attributes${columns} FROM groundcrew.logs ORDER BY batch, row`,
    );
    return rows.map((row) => {
      const all = new Map(Object.entries(Object(row['attributes']) as Record<string, string>));
      for (const attribute of promoted) {
        const text = row[`p:${attribute}`];
        if (typeof text === 'string' && text !== '') all.set(attribute, text);
      }
      return Object.fromEntries([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
    });
  }

  it('read the same before and after they got their columns, in old rows and new ones', async () => {
    const lines = Array.from({ length: 100 }, (_, index) => line(index));
    const without = await openDeliveryScene(scene.folder, scene);
    await without.append(lines);
    await without.waitForRows(100);
    await without.close();
    const before = await readRows([]);
    assert.equal(before.length, 100);
    const delivery = await openDeliveryScene(scene.folder, { ...scene, isPromoting: true });
    await delivery.append(lines);
    await delivery.waitForRows(100);
    const promoted = [...delivery.attributes.schema.promoted.keys()];
    const expected = [
      'Foo',
      'foo',
      'foo.keys',
      'foo.null',
      'foo.size',
      'foo.size0',
      'number',
      'path',
      'rare',
    ];
    assert.deepEqual([...promoted].sort(), expected);
    const rows = await readRows(promoted);
    assert.deepEqual(rows.slice(0, 100), before);
    assert.deepEqual(rows.slice(100), before);
    const [last] = await scene.ask(
      `SELECT mapKeys(attributes) AS names FROM groundcrew.logs ORDER BY batch DESC, row DESC LIMIT 1`,
    );
    assert.deepEqual(
      new Set(Object(last?.['names']) as string[]),
      new Set(['we`ird', "it's", 'sp ace', "x'] FROM system.one --"]),
    );
    await scene.command('OPTIMIZE TABLE groundcrew.logs FINAL');
    assert.deepEqual(await readRows(promoted), rows);
    await delivery.close();
  });

  it('are repetitive or not, and are read from the table at start', async () => {
    const again = await openPromotedAttributes(scene.store, { log: silentLog, clock: systemClock });
    assert.equal(again.schema.promoted.get('path')?.column, 'attr.path');
    const types = await scene.ask(
      `SELECT name, type FROM system.columns WHERE table = 'logs' AND name IN ('attr.path', 'attr.number')`,
    );
    assert.deepEqual(
      new Map(types.map((row) => [row['name'], row['type']])),
      new Map([
        ['attr.path', 'LowCardinality(String)'],
        ['attr.number', 'String'],
      ]),
    );
  });

  it('survive columns that somebody else dropped', async () => {
    const delivery = await openDeliveryScene(scene.folder, { ...scene });
    await scene.command('ALTER TABLE groundcrew.logs DROP COLUMN `attr.path`');
    await delivery.append([line(1)]);
    await delivery.waitForRows(1);
    assert.equal(delivery.attributes.schema.promoted.has('path'), false);
    assert.equal(delivery.delivery.deadLetters.rows, 0);
    await delivery.close();
    await waitFor(() => delivery.wal.segmentCount === 0, 'an empty log');
  });

  it('are given to what is asked for', async () => {
    const promotion = { sampleEveryMs: 0, sampleRowsMin: 1 };
    const asking = await openPromotedAttributes(scene.store, {
      log: silentLog,
      clock: systemClock,
      ...promotion,
    });
    await scene.command(
      `INSERT INTO groundcrew.logs (time, batch, row, attributes) SELECT now64(9), 99, number, if(number = 7, map('wanted', '"x"'), map()) FROM numbers(1000)`,
    );
    asking.noteDelivered({ batch: 99n, rows: 1_000 });
    const signal = new AbortController().signal;
    asking.noteAsked('wanted');
    asking.noteAsked('wanted');
    await asking.apply(signal);
    assert.equal(asking.schema.promoted.has('wanted'), false);
    asking.noteAsked('wanted');
    await asking.apply(signal);
    assert.equal(asking.schema.promoted.has('wanted'), true);
    assert.equal(
      await scene.askOne('SELECT toUInt32(countIf(`attr.wanted` = \'"x"\')) FROM groundcrew.logs'),
      1,
    );
  });
});
