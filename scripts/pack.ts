// Makes the tarball users install: the program with our own packages bundled inside, third-party ones as
// ordinary dependencies. Usage: node scripts/pack.ts [FOLDER]; prints the tarball's path.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

interface Manifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
  [member: string]: unknown;
}

const root = resolve(import.meta.dirname, '..');
const destination = resolve(process.argv[2] ?? root);
const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
const isOurs = (name: string) => name.startsWith('@groundcrew/');

/** Every package of ours that this one needs, directly or not. */
function ourPackages(folder: string, found = new Map<string, string>()): Map<string, string> {
  for (const name of Object.keys(readManifest(folder).dependencies ?? {}).filter(isOurs)) {
    const path = join(root, 'packages', name.replace('@groundcrew/', ''));
    if (!found.has(name)) ourPackages(path, found.set(name, path));
  }
  return found;
}

/** Copies what runs: the compiled code without its tests. */
function copyCompiled(from: string, to: string): void {
  cpSync(join(from, 'dist'), join(to, 'dist'), {
    recursive: true,
    filter: (path) =>
      !/\.i?test\.|\.map$|\.tsbuildinfo$|\.stamp$|\/(testing|cases|conformance)(\/|$)|\/ui\/dist\/app(\/|$)/.test(
        path,
      ),
  });
}

const stage = mkdtempSync(join(tmpdir(), 'groundcrew-pack-'));
try {
  const program = join(root, 'packages/groundcrew');
  const ours = ourPackages(program);
  const dependencies: Record<string, string> = {};
  for (const folder of [program, ...ours.values()]) {
    Object.assign(dependencies, readManifest(folder).dependencies);
  }
  const manifest = readManifest(program);
  const bundled = [...ours.keys()];
  writeFileSync(
    join(stage, 'package.json'),
    JSON.stringify({ ...manifest, dependencies, bundleDependencies: bundled }, undefined, 2),
  );
  copyCompiled(program, stage);
  for (const file of ['LICENSE', 'README.md']) {
    if (existsSync(join(root, file))) cpSync(join(root, file), join(stage, file));
  }
  for (const [name, folder] of ours) {
    const to = join(stage, 'node_modules', name);
    mkdirSync(to, { recursive: true });
    copyCompiled(folder, to);
    const { name: own, version, type, exports, license } = readManifest(folder);
    writeFileSync(
      join(to, 'package.json'),
      JSON.stringify({ name: own, version, type, license, exports }, undefined, 2),
    );
  }
  mkdirSync(destination, { recursive: true });
  const output = execFileSync(
    'npm',
    ['pack', '--json', '--loglevel=error', '--pack-destination', destination],
    { cwd: stage, encoding: 'utf8' },
  );
  const [packed] = JSON.parse(output) as { filename: string }[];
  console.log(join(destination, packed?.filename ?? ''));
} finally {
  rmSync(stage, { recursive: true, force: true });
}
