// make bench-screen: the Logs page in a real browser over two million lines. Writes a table to bench/results/screen.md.
// BENCH_LINES sets another number of lines, and then nothing is written: such figures are for oneself. BENCH_URL
// measures a server that runs already instead.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { getText, sendBodies, waitUntil } from './load.ts';
import { makeLogLines } from './log-lines.ts';
import { startGroundcrew } from './peers/groundcrew.ts';
import { openBrowser } from './screen/chromium.ts';
import {
  framesDuring,
  keyToEffect,
  pageClock,
  readPaints,
  scriptBytes,
} from './screen/page-clock.ts';

const linesPublished = 2_000_000;
const lines = Number(process.env['BENCH_LINES'] ?? linesPublished);
const loads = 5;
const keyTurns = 10;
const scrollMs = 4000;

type Figure = readonly [name: string, value: number, unit: string, aim: string];

const quantile = (values: readonly number[], part: number) =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? Number.NaN;
const median = (values: readonly number[]) => quantile(values, 0.5);

/** The address of all lines there are. */
async function addressOfAll(url: string): Promise<string> {
  const at = async (order: string) => {
    const text = await getText(`${url}/api/logs?start=0&limit=1&order=${order}&query=host:*`);
    const { logs } = JSON.parse(text) as { logs: { time: string }[] };
    return Date.parse(logs[0]?.time ?? '');
  };
  const [first, last] = [await at('asc'), await at('desc')];
  const time = (ms: number) => new Date(ms).toISOString();
  return `${url}/logs?from=${time(first)}&to=${time(last + 1000)}&tz=UTC&cols=service`;
}

async function openPage(browser: Browser, address: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(pageClock);
  await page.goto(address, { waitUntil: 'commit' });
  return page;
}

/** First loads, each with an empty cache, and loads of the same with what the browser kept. */
async function measureLoads(browser: Browser, address: string): Promise<Figure[]> {
  const [cold, warm] = [[], []] as Awaited<ReturnType<typeof readPaints>>[][];
  let bytes = 0;
  for (let turn = 0; turn < loads; turn++) {
    const page = await openPage(browser, address);
    cold?.push(await readPaints(page));
    bytes = await scriptBytes(page);
    await page.waitForLoadState('networkidle');
    await page.reload({ waitUntil: 'commit' });
    warm?.push(await readPaints(page));
    await page.context().close();
  }
  const of = (name: keyof Awaited<ReturnType<typeof readPaints>>, from = cold) =>
    median((from ?? []).map((each) => each[name]));
  return [
    ['first paint, empty cache', of('contentful'), 'ms', ''],
    ['first useful paint (frame, search), empty cache', of('frame'), 'ms', '< 500'],
    ['chart drawn, empty cache', of('chart'), 'ms', ''],
    ['first rows, empty cache', of('rows'), 'ms', ''],
    ['first useful paint, second visit', of('frame', warm), 'ms', '< 500'],
    ['first rows, second visit', of('rows', warm), 'ms', ''],
    ['scripts of the first load, compressed', bytes / 1000, 'kB', '< 300'],
  ];
}

async function measureKeys(page: Page): Promise<Figure[]> {
  const keys: [name: string, key: string, isDone: string][] = [
    ['j: the next row', 'j', `window.__seen.rows > 0`],
    ['Enter: a row opens', 'Enter', `document.querySelector('.detail')`],
    ['Escape: it closes', 'Escape', `!document.querySelector('.detail')`],
    ['?: the map of keys', '?', `document.querySelector('dialog[open]')`],
    ['Escape: the map closes', 'Escape', `!document.querySelector('dialog[open]')`],
  ];
  const taken = new Map<string, number[]>();
  for (let turn = 0; turn < keyTurns; turn++) {
    for (const [name, key, isDone] of keys) {
      const ms = await keyToEffect(page, key, isDone);
      taken.set(name, [...(taken.get(name) ?? []), ms]);
    }
  }
  return [...taken].map(([name, all]) => [
    `key to effect, ${name}, median / worst of ${keyTurns}: ${Math.round(Math.max(...all))} ms worst`,
    median(all),
    'ms',
    '< 100',
  ]);
}

/** A wheel turned steadily, then the thumb dragged through all of it. */
async function measureScrolling(page: Page): Promise<Figure[]> {
  const box = await page.locator('.list-scroll').boundingBox();
  if (!box) throw new Error('there is no list');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const wheel = await framesDuring(page, scrollMs, async () => {
    await page.mouse.wheel(0, 60);
    await new Promise((wake) => setTimeout(wake, 12));
  });
  let part = 0;
  const thumb = await framesDuring(page, scrollMs, async () => {
    part = (part + 0.004) % 1;
    await page.evaluate(
      `(() => { const list = document.querySelector('.list-scroll'); list.scrollTop = list.scrollHeight * ${part}; })()`,
    );
    await new Promise((wake) => setTimeout(wake, 12));
  });
  const rate = (gaps: readonly number[]) =>
    (1000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0);
  return [
    ['frames a second, wheel', rate(wheel.gaps), '/s', '60'],
    ['time between frames, wheel, 95 % under', quantile(wheel.gaps, 0.95), 'ms', ''],
    ['frames with a row missing, wheel', (100 * wheel.blank) / wheel.gaps.length, '%', ''],
    ['frames a second, thumb dragged', rate(thumb.gaps), '/s', '60'],
    ['time between frames, thumb dragged, 95 % under', quantile(thumb.gaps, 0.95), 'ms', ''],
  ];
}

async function measure(url: string): Promise<Figure[]> {
  const address = await addressOfAll(url);
  const browser = await openBrowser();
  try {
    const loaded = await measureLoads(browser, address);
    const page = await openPage(browser, address);
    await readPaints(page);
    await page.waitForLoadState('networkidle');
    const keys = await measureKeys(page);
    const scrolled = await measureScrolling(page);
    return [...loaded, ...keys, ...scrolled];
  } finally {
    await browser.close();
  }
}

/** The server over a folder of its own, with the lines in it and at rest. */
async function withServer(run: (url: string) => Promise<Figure[]>): Promise<Figure[]> {
  const folder = mkdtempSync(join(process.env['BENCH_FOLDER'] ?? tmpdir(), 'groundcrew-bench-'));
  const peer = await startGroundcrew(folder);
  try {
    const data = makeLogLines(lines, { bodyBytes: 4e6 });
    await sendBodies(peer.ingestUrl, data.bodies, 2, { headers: peer.ingestHeaders });
    await waitUntil('all lines can be found', async () => (await peer.countRows()) >= lines);
    return await run(new URL(peer.ingestUrl).origin);
  } finally {
    await peer.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const given = process.env['BENCH_URL'];
const figures = given === undefined ? await withServer(measure) : await measure(given);
const rounded = (value: number) =>
  value >= 100 ? String(Math.round(value)) : value.toPrecision(3);
const rows = figures.map(
  ([name, value, unit, aim]) => `| ${name} | ${rounded(value)} ${unit} | ${aim} |`,
);
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
const report = `# The screen: measured in a browser

${lines.toLocaleString('en')} lines stored, ${new Date().toISOString().slice(0, 10)}, ${machine}; headless Chromium without a GPU, window of
1440 × 900, on the same machine as the server. Loads: median of ${loads}.

| | measured | aim |
| --- | --- | --- |
${rows.join('\n')}
`;
console.log(report);
if (lines === linesPublished) {
  const folder = resolve(import.meta.dirname, '../results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'screen.md'), report);
}
