import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { expandBraces, expandGlob } from './glob.ts';
import { testFolder } from './testing/follow.ts';

test('patterns match names, alternatives, folders of any depth, and links', async () => {
  using files = testFolder();
  const root = files.folder;
  mkdirSync(`${root}/a/b/c`, { recursive: true });
  for (const name of [
    'x.log',
    'y.log',
    '.hidden.log',
    'a/x.txt',
    'a/b/z1.log',
    'a/b/c/[q].log',
    'a+b.log',
  ])
    writeFileSync(`${root}/${name}`, '');
  symlinkSync(`${root}/a/b`, `${root}/link`);
  symlinkSync(`${root}/nowhere`, `${root}/broken.log`);
  symlinkSync(root, `${root}/a/loop`);
  const find = async (pattern: string) =>
    (await expandGlob(`${root}/${pattern}`, 100)).paths.map((path) => path.slice(root.length + 1));
  assert.deepEqual(await find('*.log'), ['a+b.log', 'x.log', 'y.log']);
  assert.deepEqual(await find('?.log'), ['x.log', 'y.log']);
  assert.deepEqual(await find('[!x].log'), ['y.log']);
  assert.deepEqual(await find('{x,a/x}.{log,txt}'), ['x.log', 'a/x.txt']);
  assert.deepEqual(await find('**/*.log'), [
    'a+b.log',
    'x.log',
    'y.log',
    'a/b/z1.log',
    'a/b/c/[q].log',
  ]);
  assert.deepEqual(await find('link/z[0-9].log'), ['link/z1.log']);
  assert.deepEqual(await find('a+b.log'), ['a+b.log']);
  assert.deepEqual(await find('.*.log'), ['.hidden.log']);
  assert.deepEqual(await find('none/*.log'), []);
  const cut = await expandGlob(`${root}/*.log`, 2);
  assert.deepEqual([cut.paths.length, cut.isCut], [2, true]);
});

test('braces that multiply are bounded', () => {
  assert.ok(expandBraces('{a,b}'.repeat(20)).length <= 256);
  assert.deepEqual(expandBraces('{a'), ['{a']);
});
