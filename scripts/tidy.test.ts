// House rules that a linter does not know: layers, names, links, leftovers.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { generatedPages } from './generated-pages.ts';

const root = resolve(import.meta.dirname, '..');
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const sources = tracked.filter((file) => file.endsWith('.ts'));

/** Layers from the ground up: a package may import only what stands before it, siblings not each other. */
const layers = [
  ['model'],
  ['runtime'],
  ['wal', 'lines'],
  ['store'],
  ['query'],
  ['api', 'ingest', 'run', 'ui'],
  ['groundcrew'],
];
const heightOf = (name: string) => layers.findIndex((layer) => layer.includes(name));

test('packages import only what they declare, and only downwards', () => {
  for (const file of sources.filter((path) => path.startsWith('packages/'))) {
    const own = file.split('/')[1] ?? '';
    const manifest = JSON.parse(read(`packages/${own}/package.json`)) as {
      dependencies?: Record<string, string>;
    };
    assert.ok(heightOf(own) >= 0, `${own} stands in no layer`);
    for (const match of read(file).matchAll(/from '((?:@[\w-]+\/)?[\w-]+)(?:\/[^']*)?'/g)) {
      const imported = match[1] ?? '';
      if (!imported.startsWith('@groundcrew/')) continue;
      const name = imported.slice('@groundcrew/'.length);
      if (name === own) continue;
      assert.ok(
        manifest.dependencies?.[imported],
        `${file} imports ${imported}, which is undeclared`,
      );
      assert.ok(
        heightOf(name) < heightOf(own),
        `${file} imports ${imported}, which is not below it`,
      );
    }
  }
});

test('no name says nothing', () => {
  const banned = /^(utils?|helpers?|common|misc|manager|base|shared|lib)(\.|$)/;
  for (const file of sources) {
    for (const part of file.split('/')) assert.doesNotMatch(part, banned, file);
  }
});

test('nothing is left to do in the sources', () => {
  // Put together so that this file passes.
  const leftover = new RegExp(
    `\\b(${['FIX', 'TO'].map((word, index) => word + ['ME', 'DO'][index]).join('|')})\\b`,
  );
  for (const file of sources) assert.doesNotMatch(read(file), leftover, file);
});

test('durations are not measured with the wall clock', () => {
  const mayAsk = (file: string) =>
    /(\.i?test\.ts|\/testing\/|\/conformance\/)/.test(file) ||
    file.endsWith('runtime/src/clock.ts');
  for (const file of sources.filter((path) => path.startsWith('packages/') && !mayAsk(path))) {
    assert.doesNotMatch(read(file), /Date\.now\(\)/, `${file}: take a Clock instead of Date.now()`);
  }
});

test('every link in the documentation leads somewhere, and none to a line', () => {
  for (const file of tracked.filter((path) => path.endsWith('.md'))) {
    for (const match of read(file).matchAll(/\]\(([^)\s]+)\)/g)) {
      const target = match[1] ?? '';
      if (/^(https?:|mailto:|#)/.test(target)) continue;
      assert.doesNotMatch(target, /#L\d/, `${file} links to a line`);
      const path = join(root, dirname(file), target.replace(/#.*/, ''));
      assert.ok(existsSync(path), `${file} links to ${target}, which is not there`);
    }
  }
});

test('no file is large, and every decision has a number of its own', () => {
  for (const file of tracked.filter((path) => path !== 'package-lock.json')) {
    assert.ok(statSync(join(root, file)).size <= 256 * 1024, `${file} is over 256 KiB`);
  }
  const numbers = tracked
    .filter((path) => path.startsWith('docs/decisions/'))
    .map((path) => basename(path).slice(0, 4));
  assert.equal(new Set(numbers).size, numbers.length);
});

test('the generated pages are fresh', async () => {
  for (const [path, text] of await generatedPages()) {
    assert.ok(
      existsSync(join(root, path)) && read(path) === text,
      `${path} is stale: run make gen`,
    );
  }
});
