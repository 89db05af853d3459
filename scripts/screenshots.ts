// Renders pages of the screen with an hour of a shop's lines into docs/screenshots. Usage: node scripts/screenshots.ts
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import sparticuz from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

const root = resolve(import.meta.dirname, '..');
const output = join(root, 'docs/screenshots');
const data = mkdtempSync(join(tmpdir(), 'groundcrew-screenshots-'));
const installed = '/usr/lib/chromium/chromium';

const shots = [
  {
    name: 'logs-light',
    path: '/logs?cols=service,duration_ms',
    width: 1280,
    height: 800,
    theme: 'light',
    opened: 3,
  },
  {
    name: 'logs-dark',
    path: '/logs?q=level:error&cols=service',
    width: 1280,
    height: 800,
    theme: 'dark',
    opened: 1,
  },
  { name: 'logs-phone', path: '/logs', width: 360, height: 740, theme: 'dark', opened: -1 },
] as const;

const trace = [
  'OutOfStock: the last teapot is gone',
  '    at checkout (/srv/shop/checkout.ts:17:9)',
  '    at Layer.handle (/srv/shop/node_modules/router/layer.js:95:5)',
  '    at next (/srv/shop/node_modules/router/route.js:149:13)',
  '    at serve (/srv/shop/shop.ts:101:5)',
].join('\n');

/** The same hour each time: a bad spell two thirds through, a release in the middle. */
function shopHour(endMs: number): string {
  const count = 6000;
  return Array.from({ length: count }, (_, index) => {
    const part = index / count;
    const isBad = index % 97 === 5 || (part > 0.62 && part < 0.66 && index % 3 === 0);
    const id = (index * 7919) % 90_000;
    const text = [
      `GET /products/${id % 40} answered 200`,
      `order ${id} placed`,
      `receipt for order ${id} sent`,
    ];
    return JSON.stringify({
      time: new Date(endMs - 3_590_000 * (1 - part)).toISOString(),
      level: isBad ? 'error' : index % 19 === 0 ? 'warn' : index % 7 === 0 ? 'debug' : 'info',
      service: ['shop-web', 'shop-web', 'shop-mailer', 'payments'][index % 4],
      host: `node-${index % 3}`,
      release: part < 0.5 ? '2026.11.1' : '2026.11.2',
      request_id: `req-${Math.floor(index / 4)}`,
      message: isBad ? `order ${id} refused: the last teapot is gone` : (text[index % 3] ?? ''),
      duration_ms: (index * 37) % 410,
      ...(isBad ? { err: { type: 'OutOfStock', stack: trace } } : {}),
    });
  }).join('\n');
}

const server = spawn(
  process.execPath,
  [
    join(root, 'packages/groundcrew/dist/main.js'),
    'serve',
    '--data',
    data,
    '--listen',
    '127.0.0.1:0',
  ],
  { stdio: ['ignore', 'pipe', 'ignore'] },
);
try {
  let url = '';
  for await (const line of createInterface({ input: server.stdout })) {
    url = /http:\/\/\S+/.exec(line)?.[0] ?? '';
    if (url !== '') break;
  }
  await fetch(`${url}/ingest`, { method: 'POST', body: shopHour(Date.now()) });
  const isInstalled = existsSync(installed);
  const browser = await chromium.launch({
    executablePath: isInstalled ? installed : await sparticuz.executablePath(),
    args: isInstalled ? ['--no-sandbox', '--disable-gpu'] : sparticuz.args,
  });
  mkdirSync(output, { recursive: true });
  for (const { name, path, width, height, theme, opened } of shots) {
    const page = await browser.newPage({
      viewport: { width, height },
      colorScheme: theme,
      timezoneId: 'UTC',
    });
    await page.goto(url + path);
    await page.locator('.row[data-index="8"]').waitFor();
    if (opened >= 0) await page.locator(`.row[data-index="${opened}"]`).click();
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(output, `${name}.png`) });
    await page.close();
    console.log(`docs/screenshots/${name}.png`);
  }
  await browser.close();
} finally {
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  rmSync(data, { recursive: true, force: true });
}
