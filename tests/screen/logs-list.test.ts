// The list of the Logs page in a real browser: columns, selections, downloads, the chart's menu, live standing still, restarts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { findEventually, ingest } from '../harness/api.ts';
import { type Server, startServer, temporaryFolder } from '../harness/server.ts';
import { openBrowser, openPage } from './browser.ts';
import { assertInOrder } from './in-order.ts';
import { seededRun, sendRuns } from './seeded-runs.ts';

const folder = temporaryFolder();
const minute = 60_000;
let server: Server;
let browser: Browser;
let runId: string;

/** Ten lines in the last hour, forty in the hour before; a program that failed and came back. */
before(async () => {
  [server, browser] = await Promise.all([startServer(folder.path), openBrowser()]);
  const nowMs = Math.floor(performance.timeOrigin + performance.now());
  const lines = Array.from({ length: 50 }, (_, index) =>
    JSON.stringify({
      time: new Date(nowMs - (index < 10 ? 5 + index * 5 : 65 + index) * minute).toISOString(),
      level: index % 2 === 0 ? 'info' : 'error',
      service: 'web',
      host: 'node-1',
      message: `placed ${index}`,
    }),
  );
  await ingest(server.url, lines.join('\n'));
  const first = seededRun('api', nowMs - 40 * minute, [['up', 10, 'info']], {
    state: 'failed',
    exit_code: 1,
  });
  const second = seededRun('api', nowMs - 39 * minute, [['up again', 10, 'info']], {});
  runId = second.id;
  await sendRuns(server.url, [first, second]);
  await findEventually(server.url, 'placed', 50);
  await findEventually(server.url, 'again', 1);
});

after(async () => {
  await browser?.close();
  await server?.stop();
  folder.remove();
});

const clipboard = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()');
const open = (search: string) => openPage(browser, `${server.url}/logs?${search}`);
const headNames = (page: Page) => page.locator('.head-name').allInnerTexts();

test('columns are dragged and resized, and stay so', async () => {
  const { page, faults } = await open('q=placed&cols=service,host');
  await page.locator('.row[data-index]').first().waitFor();
  assert.deepEqual(await headNames(page), ['service', 'host']);
  await page
    .locator('.head-own', { hasText: 'host' })
    .locator('.head-name')
    .dragTo(page.locator('.head-own', { hasText: 'service' }).locator('.head-name'));
  assert.deepEqual(await headNames(page), ['host', 'service']);
  assert.match(page.url(), /cols=host,service/);

  const resizer = page.getByRole('separator', { name: 'Width of host' });
  const before = Number(await resizer.getAttribute('aria-valuenow'));
  const box = await resizer.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + 4, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x - 46, box.y + 10, { steps: 3 });
  await page.mouse.up();
  assert.equal(Number(await resizer.getAttribute('aria-valuenow')), before + 50);
  await resizer.focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(Number(await resizer.getAttribute('aria-valuenow')), before + 34);
  await page.reload();
  await resizer.waitFor();
  assert.equal(Number(await resizer.getAttribute('aria-valuenow')), before + 34);
  assert.deepEqual(await headNames(page), ['host', 'service']);
  assert.deepEqual(faults, []);
});

test('shift selects lines, and copying gives clean text', async () => {
  const { page } = await open('q=placed');
  const row = (index: number) => page.locator(`.row[data-index="${index}"]`);
  await row(1).click();
  await page.locator('.detail').waitFor();
  await page.keyboard.press('Escape');
  await row(3).click({ modifiers: ['Shift'] });
  await page.locator('.selection', { hasText: '3 lines' }).waitFor();
  await page.locator('.selection').getByRole('button', { name: 'Copy' }).click();
  await page.getByText('Lines copied').waitFor();
  const lines = (await clipboard(page)).trim().split('\n');
  assert.equal(lines.length, 3);
  for (const [index, line] of lines.entries()) assert.match(line, RegExp(`placed ${index + 1}$`));
});

test('the period before is drawn and told', async () => {
  const { page } = await open('q=placed');
  await page.getByRole('button', { name: 'Compare with the period before' }).click();
  await page.locator('.legend-total', { hasText: '−75 % to the period before' }).waitFor();
  assert.match(page.url(), /compare=1/);
});

test('download gives all lines, in either order; the query can be had as SQL and curl', async () => {
  const { page, faults } = await open('q=placed');
  await page.locator('.row[data-index]').first().waitFor();
  const menu = () => page.getByRole('button', { name: 'Download' }).click();
  const save = async (entry: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: entry }).click(),
    ]);
    return readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n');
  };
  const messagesOf = (records: readonly string[]) =>
    records.map((record) => (JSON.parse(record) as { body: string }).body);
  await menu();
  const oldest = messagesOf(await save('All lines as NDJSON'));
  assert.equal(oldest.length, 10);
  assert.equal(oldest.at(-1), 'placed 0');
  await menu();
  await page.getByRole('menuitemradio', { name: 'Oldest first', checked: true }).waitFor();
  await page.getByRole('menuitemradio', { name: 'Newest first' }).click();
  await assertInOrder(page, 'the menu of downloads');
  const newest = messagesOf(await save('All lines as NDJSON'));
  assert.deepEqual(newest, oldest.toReversed());
  await menu();
  const here = await save('All lines as CSV, columns as here');
  assert.equal(here[0], '"time","level","body","service"\r');
  assert.match(here[1] ?? '', /placed 0/, 'the order stays chosen');
  await menu();
  const every = await save('All lines as CSV, every field');
  assert.match(every[0] ?? '', /^"time","level","service",.*,"attributes"\r$/);
  await page.getByRole('button', { name: 'Share and show the query' }).click();
  await page.getByText('Show the query and its SQL').click();
  await page.locator('.query-form pre', { hasText: 'SELECT' }).waitFor();
  await page.locator('.query-form pre', { hasText: 'curl -s' }).waitFor();
  assert.deepEqual(faults, []);
});

test('a chart gives its figures, its picture and its query; a restart is marked', async () => {
  const { page, faults } = await open('q=placed');
  await page.locator('.histogram .chart canvas').waitFor();
  const choose = async (name: string) => {
    await page.locator('.histogram').getByRole('button', { name: 'Chart' }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  await choose('Copy as CSV');
  await page.getByText('Figures copied').waitFor();
  const [head, ...rows] = (await clipboard(page)).trim().split('\n');
  assert.equal(head, 'time,error,info');
  const sum = rows
    .flatMap((line) => line.split(',').slice(1).map(Number))
    .reduce((total, count) => total + count, 0);
  assert.equal(sum, 10);
  await choose('Copy as PNG');
  await page.getByText('Picture copied').waitFor();
  const types = await page.evaluate<string[]>(
    'navigator.clipboard.read().then(([item]) => item.types)',
  );
  assert.deepEqual(types, ['image/png']);
  await choose('Show the query');
  await page.locator('.query-form pre', { hasText: 'SELECT' }).first().waitFor();
  await page.keyboard.press('Escape');

  // The cursor is moved over the chart until the mark's bar is under it.
  const box = await page.locator('.histogram .u-over').boundingBox();
  assert.ok(box);
  const mark = page.locator('.legend-mark', { hasText: 'api restarted' });
  const middle = box.x + box.width * (1 - 39 / 60);
  for (let step = -8; step <= 8 && (await mark.count()) === 0; step++)
    await page.mouse.move(middle + step * 5, box.y + 30);
  assert.equal(await mark.count(), 1);
  assert.deepEqual(faults, []);
});

test('the menu of a run leads to its page and to its job', async () => {
  const { page } = await open(`q=again`);
  await page.locator('.row[data-index]').first().click();
  const link = page.locator('.field', { hasText: 'run_id' }).locator('.link-value');
  await link.click();
  await page.getByRole('menuitem', { name: 'Open its job' }).click();
  await page.getByRole('heading', { name: 'api' }).waitFor();
  assert.match(page.url(), /\/runs\?job=api$/);
  await page.goBack();
  await link.click();
  await page.getByRole('menuitem', { name: 'Open the run' }).click();
  await page.waitForURL(`${server.url}/runs/${runId}`);
  await page.goBack();
  const service = page.locator('.field', { hasText: 'service' }).locator('.link-value');
  await service.click();
  await page.getByRole('menuitem', { name: 'Runs of this service' }).click();
  await page.waitForURL(/\/runs\?view=all&service=api$/);
});

test('live stands still and counts on, without leaving it', async () => {
  const { page } = await open('q=livetest&live=1');
  await page.locator('.live.is-live', { hasText: '/s' }).waitFor();
  await page.keyboard.press('p');
  await page.getByRole('button', { name: 'Go on (p)' }).waitFor();
  await ingest(server.url, 'livetest one\nlivetest two');
  await page.getByRole('button', { name: '2 new' }).waitFor();
  assert.match(page.url(), /live=1/);
  assert.equal(await page.locator('.row[data-index]').count(), 0);
  await page.locator('.live', { hasText: /0\.[1-9].*\/s/ }).waitFor();
  await page.getByRole('button', { name: 'Go on (p)' }).click();
  await page.locator('.row[data-index]', { hasText: 'livetest two' }).waitFor();
});
