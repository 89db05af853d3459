// Renders pages of the screen with the demo's data into docs/screenshots. Usage: node scripts/screenshots.ts
// DEMO_DATA names a folder of an earlier demo to go on with; without it the demo runs for five minutes first.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const root = resolve(import.meta.dirname, '..');
const output = join(root, 'docs/screenshots');
const given = process.env['DEMO_DATA'];
const data = given ?? mkdtempSync(join(tmpdir(), 'groundcrew-screenshots-'));
const installed = '/usr/lib/chromium/chromium';
const job = 'sales-report';
/** About five minutes' worth: what the pictures show has filled by then. */
const runsWanted = 14;
const patienceMs = 600_000;

interface Shot {
  readonly name: string;
  readonly path: string;
  readonly size: readonly [width: number, height: number];
  readonly theme: 'light' | 'dark';
  /** What is there when the page is. */
  readonly sign: string;
  readonly opened?: number;
}

interface Run {
  readonly run_id: string;
  readonly state: string;
}

const question = `SELECT service, count() AS errors, uniq(request_id) AS requests, max(time) AS last, any(body) AS example
FROM logs
WHERE time >= now() - INTERVAL 1 DAY AND severity_number >= 13
GROUP BY service
ORDER BY errors DESC`;

const shotsOf = (failed: string): Shot[] => [
  {
    name: 'logs-light',
    path: '/logs?from=-5m&cols=service',
    size: [1280, 800],
    theme: 'light',
    sign: '.row[data-index="8"]',
  },
  {
    name: 'logs-dark',
    path: '/logs?q=level:error&from=-5m&cols=service',
    size: [1280, 800],
    theme: 'dark',
    sign: '.row[data-index="8"]',
    opened: 1,
  },
  {
    name: 'logs-phone',
    path: '/logs?from=-5m',
    size: [360, 740],
    theme: 'dark',
    sign: '.row[data-index="3"]',
  },
  {
    name: 'sql-light',
    path: `/sql?q=${encodeURIComponent(question)}`,
    size: [1280, 520],
    theme: 'light',
    sign: '.sql-row',
  },
  {
    name: 'runs-light',
    path: '/runs',
    size: [1280, 420],
    theme: 'light',
    sign: '.job',
  },
  {
    name: 'run-light',
    path: `/runs/${failed}`,
    size: [1280, 800],
    theme: 'light',
    sign: '#compare table',
  },
];

/** The demo with its address. */
async function startDemo() {
  const demo = spawn(process.execPath, [join(root, 'examples/demo.ts')], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, DEMO_DATA: data, DEMO_LISTEN: '127.0.0.1:0' },
  });
  for await (const line of createInterface({ input: demo.stdout })) {
    const url = /Groundcrew runs at (http:\/\/[^\s,]+)/.exec(line)?.[1];
    if (url === undefined) continue;
    demo.stdout.resume();
    return { demo, url };
  }
  throw new Error('the demo did not start');
}

/** Waits until the report ran a few times, and once in vain. */
async function failedRun(url: string): Promise<string> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const answer = await fetch(`${url}/api/runs?job=${job}`);
    const { runs } = (await answer.json()) as { runs: Run[] };
    const failed = runs.find(({ state }) => state === 'failed');
    if (failed && runs.length >= runsWanted) return failed.run_id;
    if (performance.now() > end) throw new Error(`${job} did not fail in time`);
    await new Promise((wake) => setTimeout(wake, 1000));
  }
}

/** Paths of the machine that takes the pictures are not what they show. Runs in the page. */
const withoutPaths = `(() => {
  const pairs = ${JSON.stringify([
    [process.execPath, '/usr/bin/node'],
    [root, '/srv/shop'],
  ])};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode())
    for (const [path, shown] of pairs)
      if (walker.currentNode.data.includes(path))
        walker.currentNode.data = walker.currentNode.data.replaceAll(path, shown);
})()`;

async function take(browser: Browser, url: string, shot: Shot): Promise<void> {
  const { name, path, size, theme, sign, opened } = shot;
  const [width, height] = size;
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: theme,
    timezoneId: 'UTC',
  });
  await page.goto(url + path);
  await page.locator(sign).first().waitFor();
  if (opened !== undefined) await page.locator(`.row[data-index="${opened}"]`).click();
  await page.waitForLoadState('networkidle');
  await page.evaluate(withoutPaths);
  await page.screenshot({ path: join(output, `${name}.png`) });
  await page.close();
  console.log(`docs/screenshots/${name}.png`);
}

const { demo, url } = await startDemo();
try {
  const failed = await failedRun(url);
  const isInstalled = existsSync(installed);
  const browser = await chromium.launch({
    executablePath: isInstalled ? installed : await sparticuz.executablePath(),
    args: isInstalled ? ['--no-sandbox', '--disable-gpu'] : sparticuz.args,
  });
  mkdirSync(output, { recursive: true });
  for (const shot of shotsOf(failed)) await take(browser, url, shot);
  await browser.close();
} finally {
  const ended = new Promise((resolve) => demo.once('exit', resolve));
  demo.kill('SIGINT');
  await ended;
  if (given === undefined) rmSync(data, { recursive: true, force: true });
}
