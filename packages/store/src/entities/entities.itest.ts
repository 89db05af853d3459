import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '@groundcrew/runtime';
import { openStoreScene, type StoreScene } from '../testing/scene.ts';
import { openEntities } from './entities.ts';

const limits = { keysMax: 3, contentBytesMax: 64 };

describe('entities', () => {
  let scene: StoreScene;
  before(async () => {
    scene = await openStoreScene();
  });
  after(() => scene.close());

  const contents = async (kind: string, clock = systemClock) =>
    (await openEntities(scene.store, clock).list(kind)).map(({ key, content }) => [key, content]);

  it('are what was last put, by key, and gone when removed', async () => {
    const entities = openEntities(scene.store, systemClock);
    await entities.put('view', { key: 'b', content: '1' }, limits);
    await entities.put('view', { key: 'a', content: '2' }, limits);
    await entities.put('view', { key: 'b', content: '3' }, limits);
    assert.deepEqual(await contents('view'), [
      ['a', '2'],
      ['b', '3'],
    ]);
    assert.equal(await entities.remove('view', 'a'), true);
    assert.equal(await entities.remove('view', 'a'), false);
    assert.deepEqual(await contents('view'), [['b', '3']]);
    await entities.put('view', { key: 'a', content: '4' }, limits);
    await scene.command('OPTIMIZE TABLE groundcrew.entities FINAL');
    assert.deepEqual(await contents('view'), [
      ['a', '4'],
      ['b', '3'],
    ]);
    assert.deepEqual(await contents('other'), []);
  });

  it('changes at the same time leave the last one, also with a clock that stands still or goes back', async () => {
    let nowNs = 5_000n;
    const clock = { ...systemClock, nowNs: () => (nowNs -= 1_000n) };
    const entities = openEntities(scene.store, clock);
    const puts = Array.from({ length: 6 }, (_, index) =>
      entities.put('clock', { key: 'k', content: String(index) }, limits),
    );
    const versions = (await Promise.all(puts)).map(({ version }) => version);
    assert.equal(new Set(versions).size, 6);
    assert.deepEqual(await contents('clock'), [['k', '5']]);
  });

  it('are bounded in number and size, and a change of a known key always fits', async () => {
    const entities = openEntities(scene.store, systemClock);
    for (const key of ['1', '2', '3']) await entities.put('few', { key, content: '' }, limits);
    await assert.rejects(entities.put('few', { key: '4', content: '' }, limits), {
      code: 'too-many-entities',
    });
    await entities.put('few', { key: '3', content: 'new' }, limits);
    const large = { key: '3', content: 'é'.repeat(33) };
    await assert.rejects(entities.put('few', large, limits), { code: 'entity-too-large' });
    assert.equal((await contents('few')).at(-1)?.[1], 'new');
  });

  it('keep any text as it is', async () => {
    const entities = openEntities(scene.store, systemClock);
    const hostile = [
      "'",
      '"',
      '`',
      '\\',
      "'; DROP TABLE groundcrew.entities; --",
      '\n\t\0',
      '{x:String}',
      '😀',
    ];
    const wide = { keysMax: 100, contentBytesMax: 1000 };
    for (const text of hostile) await entities.put(text, { key: text, content: text }, wide);
    for (const text of hostile) assert.deepEqual(await contents(text), [[text, text]]);
  });

  it('a failed change is an error, and the next one goes on', async () => {
    const entities = openEntities(scene.store, systemClock);
    await scene.command('RENAME TABLE groundcrew.entities TO groundcrew.entities_away');
    await assert.rejects(entities.put('view', { key: 'x', content: '' }, limits));
    await scene.command('RENAME TABLE groundcrew.entities_away TO groundcrew.entities');
    await entities.put('x', { key: 'x', content: 'y' }, limits);
    assert.deepEqual(await contents('x'), [['x', 'y']]);
  });
});
