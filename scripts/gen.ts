// Writes the generated reference pages anew; with --check it only says which are stale.
// Usage: node scripts/gen.ts [--check]
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { generatedPages } from './generated-pages.ts';

const root = resolve(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');
const stale: string[] = [];
for (const [path, text] of await generatedPages()) {
  const file = join(root, path);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  stale.push(path);
  if (isCheck) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
if (stale.length > 0) console.log(`${isCheck ? 'stale' : 'written'}: ${stale.join(', ')}`);
if (isCheck && stale.length > 0) {
  console.error('run make gen and commit what it writes');
  process.exit(1);
}
