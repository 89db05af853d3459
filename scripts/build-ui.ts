// Builds the screen into packages/ui/dist/web with compressed copies beside each file; does nothing when nothing changed.
// Usage: node scripts/build-ui.ts [--force] [--development]
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { build, type Plugin } from 'vite';

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'packages/ui');
const output = join(folder, 'dist/web');
const stampFile = join(folder, 'dist/web.stamp');
const isDevelopment = process.argv.includes('--development');

/** A digest of everything the built files depend on. */
function sourceStamp(): string {
  const files = [
    ...globSync(['src/**/*.{ts,tsx,css}', 'public/*', 'index.html', 'package.json'], {
      cwd: folder,
    }),
  ].sort();
  const hash = createHash('sha256').update(isDevelopment ? 'development' : 'production');
  for (const file of [...files.map((name) => join(folder, name)), import.meta.filename]) {
    hash.update(`\0${file}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Compressed copies of what compresses, so that the server never compresses. */
function compress(): void {
  for (const name of globSync('**/*.{html,js,css,svg,json}', { cwd: output })) {
    const file = join(output, name);
    const bytes = readFileSync(file);
    const quality = { [constants.BROTLI_PARAM_QUALITY]: 11 };
    writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: quality }));
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  }
}

/** What the first script will ask for, named in the page, so that the browser fetches all of it at once. */
const preloads: Plugin = {
  name: 'preloads',
  transformIndexHtml: {
    order: 'post',
    handler(_html, { bundle = {} }) {
      const tag = (attrs: Record<string, string | boolean>) => ({
        tag: 'link',
        attrs,
        injectTo: 'head' as const,
      });
      const names = Object.keys(bundle);
      const main = Object.values(bundle).find(
        (chunk) => chunk.type === 'chunk' && chunk.facadeModuleId?.endsWith('/main.tsx'),
      );
      if (main?.type !== 'chunk') throw new Error('cannot find the main script of the screen');
      const first = Object.values(bundle).find((chunk) => chunk.type === 'chunk' && chunk.isEntry);
      const scripts = [first, main].flatMap((chunk) =>
        chunk?.type === 'chunk' ? [chunk.fileName, ...chunk.imports] : [],
      );
      const fonts = names.filter((name) => /(?:inter|mono)-latin-wght.*\.woff2$/.test(name));
      return [
        ...[...new Set(scripts)].map((name) =>
          tag({ rel: 'modulepreload', crossorigin: true, href: `/${name}` }),
        ),
        ...fonts.map((name) =>
          tag({
            rel: 'preload',
            as: 'font',
            type: 'font/woff2',
            crossorigin: true,
            href: `/${name}`,
          }),
        ),
      ];
    },
  },
};

const stamp = sourceStamp();
const isFresh =
  existsSync(join(output, 'index.html')) &&
  existsSync(stampFile) &&
  readFileSync(stampFile, 'utf8') === stamp;
if (!isFresh || process.argv.includes('--force')) {
  await build({
    configFile: false,
    root: folder,
    logLevel: 'warn',
    plugins: [react(), preloads],
    define: { __DEVELOPMENT__: String(isDevelopment) },
    build: {
      outDir: output,
      emptyOutDir: true,
      target: 'es2022',
      // Nothing inline: the policy on content forbids it.
      assetsInlineLimit: 0,
      // The page itself names what is loaded; a helper of the bundler's would tie the first script to the others.
      modulePreload: false,
      cssCodeSplit: false,
      reportCompressedSize: false,
      sourcemap: false,
      // Few requests: what the first script needs, what every page needs, and the pages.
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              {
                name: 'base',
                test: /rolldown-runtime|preload-helper|\/(?:react|scheduler)\/|\/app\/(?:address|api|time)\/|\/app\/frame\/remembered|head-start/,
                priority: 2,
              },
              {
                name: 'screen',
                test: /\/react-dom\/|\/(?:react-)?query|query-core|\/app\/(?:frame|search)\/|\/app\/parts\/(?!chart)|\/app\/logs\/(?:severity|record-fields)\./,
                priority: 1,
              },
            ],
          },
        },
      },
    },
  });
  compress();
  writeFileSync(stampFile, stamp);
  const scripts = globSync('assets/*.js', { cwd: output });
  const sizeKb =
    scripts.reduce((sum, name) => sum + statSync(join(output, `${name}.br`)).size, 0) / 1000;
  console.log(`the screen: ${scripts.length} scripts, ${Math.round(sizeKb)} kB compressed`);
}
