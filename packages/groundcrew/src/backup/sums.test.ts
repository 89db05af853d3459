import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isPart } from './link-parts.ts';
import { isLinkOfStore, parseManifest } from './manifest.ts';
import { isSafePath, readSums, writeSums } from './sums.ts';

const digest = 'a'.repeat(64);

test('what is written is read, whatever the names', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
  const paths = fc.uniqueArray(path.filter(isSafePath), { maxLength: 20 });
  fc.assert(
    fc.property(paths, (names) => {
      const files = names.map((each) => ({ path: each, sha256: digest }));
      const byPath = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
      assert.deepEqual(readSums(writeSums(files)), byPath);
    }),
  );
});

test('a name may hold what JavaScript takes for the end of a line', () => {
  const files = [{ path: 'a\u2028/\u2029b', sha256: digest }];
  assert.deepEqual(readSums(writeSums(files)), files);
});

test('a list never leads out of its folder', () => {
  const wrong = [
    '../x',
    'a/../../x',
    '/etc/passwd',
    'a//b',
    './a',
    'a/.',
    '',
    'a\\b',
    'a\0b',
    'a\u001bb',
  ];
  for (const path of wrong) {
    assert.ok(!isSafePath(path), path);
    assert.throws(() => readSums(`${digest}  ${path}\n`), { code: 'backup-damaged' });
    assert.throws(() => writeSums([{ path, sha256: digest }]), { code: 'backup-failed' });
  }
});

test('any text is a list or refused in words, and never something else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      try {
        for (const { path } of readSums(text)) assert.ok(isSafePath(path));
      } catch (error) {
        assert.ok(error instanceof Error && 'code' in error && error.code === 'backup-damaged');
      }
    }),
  );
  assert.throws(() => readSums(`${digest}  a\n${digest}  a\n`), { code: 'backup-damaged' });
  assert.throws(() => readSums(`${digest}  a`), /middle of a line/);
});

test('links are those of the store', () => {
  const uuid = '1beb3d01-45e3-472e-9928-c529d0fef5c7';
  assert.ok(isLinkOfStore(`../store/1be/${uuid}`));
  assert.ok(isLinkOfStore(`../../store/1be/${uuid}`));
  for (const target of [
    '/etc',
    '../../../store',
    `../../../store/1be/${uuid}`,
    `store/../../${uuid}`,
  ]) {
    assert.ok(!isLinkOfStore(target), target);
  }
});

test('parts by their names; unfinished and dying ones are none', () => {
  for (const name of ['all_1_1_0', '20261121_1_5_1', '202611_1_5_1_7'])
    assert.ok(isPart(name), name);
  for (const name of [
    'tmp_insert_all_1_1_0',
    'delete_tmp_all_1_1_0',
    'tmp_merge_20261121_1_5_1',
    'detached',
  ]) {
    assert.ok(!isPart(name), name);
  }
});

test('a description that is newer or nonsense is refused', () => {
  assert.throws(() => parseManifest('{"format":2}'), { code: 'backup-newer' });
  for (const text of ['', '[]', '{}', '{"format":1}']) {
    assert.throws(() => parseManifest(text), { code: 'backup-damaged' });
  }
});
