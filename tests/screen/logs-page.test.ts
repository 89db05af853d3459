// The Logs page in a real browser, as a person uses it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { find, findEventually, ingest } from '../harness/api.ts';
import {
  eventually,
  freePort,
  type Server,
  startServer,
  temporaryFolder,
} from '../harness/server.ts';
import { openBrowser, openOther, openPage } from './browser.ts';
import { assertInOrder } from './in-order.ts';
import { shopLines } from './shop-lines.ts';
import { xssPayloads } from './xss-payloads.ts';

const lines = 1200;
const folder = temporaryFolder();
let server: Server;
let browser: Browser;
let port: number;
let url: string;

before(async () => {
  port = await freePort();
  server = await startServer(folder.path, { port });
  url = server.url;
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
  folder.remove();
});

const rows = (page: Page) => page.locator('.row[data-index]');
const total = (page: Page) => page.locator('.legend-total strong');
const waitForTotal = (page: Page, text: string) =>
  page.locator('.legend-total strong', { hasText: new RegExp(`^${text}$`) }).waitFor();

test('an empty page says how to fill it, and fills by itself', async () => {
  const { page, faults } = await openPage(browser, `${url}/`);
  await page.getByText('Nothing was logged yet').waitFor();
  const command = await page.locator('.command').first().innerText();
  assert.equal(command, `curl -d 'hello from a shell' ${url}/ingest`);
  await assertInOrder(page, 'empty');
  await ingest(url, 'hello from a shell');
  await page.getByText('hello from a shell').first().waitFor();
  await rows(page).first().waitFor();
  assert.deepEqual(faults, []);
});

test('send, search, facet, only and exclude, back', async () => {
  await ingest(url, shopLines(lines, Date.now()));
  await findEventually(url, 'placed', lines > 1000 ? 1000 : lines);
  const { page, faults } = await openPage(browser, `${url}/logs`);
  await waitForTotal(page, '1,201');
  await page.keyboard.press('/');
  await page.keyboard.type('placed level:error');
  await page.keyboard.press('Enter');
  await waitForTotal(page, '120');
  assert.match(page.url(), /q=placed%20level:error/);
  const mailer = page.locator('.facet-row', { hasText: 'mailer' });
  await mailer.locator('.facet-value').click();
  await waitForTotal(page, '60');
  assert.match(page.url(), /service:mailer/);
  await page.goBack();
  await waitForTotal(page, '120');
  await mailer.hover();
  await mailer.getByRole('button', { name: 'Exclude service mailer' }).click();
  await waitForTotal(page, '60');
  assert.match(page.url(), /-service:mailer/);
  assert.deepEqual(faults, []);
});

test('completion offers fields and real values; an error is marked where it is', async () => {
  const { page } = await openPage(browser, `${url}/logs`);
  const input = page.getByRole('combobox', { name: 'Search' });
  await input.fill('serv');
  await page.getByRole('option', { name: /^service:/ }).waitFor();
  await page.keyboard.press('Tab');
  await page.getByRole('option', { name: /^mailer/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('option', { selected: true }).waitFor();
  await page.keyboard.press('Escape');
  await input.fill('level:error (placed');
  await page.keyboard.press('Enter');
  await page.locator('.search-error').waitFor();
  assert.equal(await page.locator('.search-marks mark').innerText(), ' ');
  assert.equal(await input.getAttribute('aria-invalid'), 'true');
});

test('dragging over the chart zooms, the back button undoes it', async () => {
  const { page } = await openPage(browser, `${url}/logs?q=placed`);
  await waitForTotal(page, '1,200');
  await page.waitForLoadState('networkidle');
  const box = await page.locator('.chart .u-over').boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width * 0.3, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 40, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/from=20\d\d-/);
  await eventually('the total changes', async () => (await total(page).innerText()) !== '1,200');
  const zoomed = Number((await total(page).innerText()).replace(',', ''));
  assert.ok(zoomed > 150 && zoomed < 500, String(zoomed));
  await page.goBack();
  await waitForTotal(page, '1,200');
});

test('a row opens to its fields; stack traces fold; permalinks show the same elsewhere', async () => {
  const { page, faults } = await openOther(browser, `${url}/logs?q=placed%20level:error`, {
    zone: 'Asia/Tokyo',
  });
  const row = rows(page).nth(3);
  const message = await row.locator('.cell-message').innerText();
  const clock = await row.locator('.cell-time').innerText();
  await row.click();
  await page.locator('.detail').waitFor();
  await page.locator('.field', { hasText: 'amount.value' }).getByText('123').waitFor();
  await page.getByText('2 library frames').click();
  await page.getByText('router/layer.js').waitFor();
  await page.locator('.tree-name', { hasText: 'deep' }).first().waitFor();
  await assertInOrder(page, 'an opened row');
  await page.getByRole('button', { name: 'Copy permalink' }).click();
  await page.getByText('Permalink copied').waitFor();
  const link = String(await page.evaluate('navigator.clipboard.readText()'));
  const other = await openOther(browser, link, { zone: 'America/New_York' });
  const shown = other.page.locator('.row.is-open');
  await shown.waitFor();
  assert.equal(await shown.locator('.cell-message').innerText(), message);
  assert.equal(await shown.locator('.cell-time').innerText(), clock, 'the zone is in the link');
  assert.deepEqual([...faults, ...other.faults], []);
  await other.page.context().close();
  await page.context().close();
});

test('only the keyboard: move, open, context, request, ranges, palette, keys', async () => {
  const { page, faults } = await openPage(browser, `${url}/logs?q=placed`);
  await rows(page).first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.locator('.detail').waitFor();
  await page.keyboard.press('c');
  await page.locator('.around-row.is-current').waitFor();
  assert.ok((await page.locator('.around-row').count()) > 20);
  await assertInOrder(page, 'lines around');
  await page.keyboard.press('Escape');
  await page.locator('.around-row').first().waitFor({ state: 'detached' });
  await page.keyboard.press('r');
  await waitForTotal(page, '3');
  assert.match(page.url(), /q=request_id:req-\d+/);
  await page.keyboard.press('[');
  await page.waitForURL((address) => !address.href.includes('at='));
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /Find a page/ }).waitFor();
  await page.keyboard.type('dark theme');
  await page.keyboard.press('Enter');
  await page.locator('html[data-theme=dark]').waitFor();
  await page.reload();
  await page.locator('html[data-theme=dark]').waitFor();
  await page.locator('.legend-total').waitFor();
  await assertInOrder(page, 'dark');
  assert.deepEqual(faults, []);
});

test('live lines come in; while reading they wait behind a pill', async () => {
  const { page } = await openPage(browser, `${url}/logs?q=livetest`);
  await page.getByText('No line matches').waitFor();
  await page.keyboard.press('l');
  await page.locator('.live.is-live', { hasText: '/s' }).waitFor();
  await ingest(url, JSON.stringify({ message: 'livetest first', service: 'web' }));
  await page.getByText('livetest first').first().waitFor();
  await rows(page).first().click();
  await page.locator('.detail').waitFor();
  const place = await page.locator('.row.is-open').boundingBox();
  await ingest(url, ['livetest second', 'livetest third'].join('\n'));
  await page.getByRole('button', { name: '2 new' }).waitFor();
  assert.deepEqual(await page.locator('.row.is-open').boundingBox(), place, 'nothing moved');
  await page.getByRole('button', { name: '2 new' }).click();
  await page.getByText('livetest third').first().waitFor();
  await page.keyboard.press('l');
  await page.waitForURL((address) => !address.href.includes('live=1'));
});

test('a saved search is there for others', async () => {
  const { page } = await openPage(browser, `${url}/logs?q=placed%20level:error`);
  await page.getByRole('button', { name: 'Saved searches' }).click();
  await page.getByText('Save this search').click();
  await page.getByLabel('Name').fill('failed orders');
  await page.getByLabel('What it is for').fill('to see at once');
  await page.keyboard.press('Enter');
  await page.getByText('"failed orders" was saved').waitFor();
  const other = await openOther(browser, `${url}/logs`);
  await other.page.getByRole('button', { name: 'Saved searches' }).click();
  await other.page.getByTitle('to see at once').waitFor();
  await other.page.getByRole('menuitem', { name: 'failed orders' }).click();
  await waitForTotal(other.page, '120');
  await other.page.context().close();
});

test('a phone has it all, without a sideways scroll bar', async () => {
  const { page, faults } = await openPage(browser, `${url}/logs?q=placed`, {
    width: 360,
    height: 740,
  });
  await rows(page).first().waitFor();
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360);
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.locator('.dialog .facet-row', { hasText: 'mailer' }).locator('.facet-value').click();
  await page.getByRole('button', { name: 'Close' }).click();
  await waitForTotal(page, '300');
  // Rows of the search before stay until those of this one are there.
  await page.locator('.row[data-index="0"]', { hasText: 'mailer' }).click();
  await page.locator('.detail').waitFor();
  await assertInOrder(page, 'phone');
  assert.deepEqual(faults, []);
});

test('what was logged is never markup: nothing runs, nothing is refused', async () => {
  const records = xssPayloads.map((text, index) => ({
    message: `xsstest ${text}`,
    service: text,
    host: text,
    request_id: text,
    trace_id: text,
    release: text,
    [`key ${index} ${text}`]: text,
    nested: [{ [text]: text }],
    stack: `${text}\n    at ${text} (a.js:1:1)\n    at b (node_modules/${text}:1:1)`,
  }));
  await ingest(url, records.map((record) => JSON.stringify(record)).join('\n'));
  await findEventually(url, 'xsstest', records.length);
  const { page, faults } = await openPage(
    browser,
    `${url}/logs?q=xsstest&cols=service,host,release&facets=release,request_id`,
  );
  await waitForTotal(page, String(records.length));
  await rows(page).first().waitFor();
  const opened = page.locator('.row.is-open.is-current + div .detail');
  for (let index = 0; index < records.length; index++) {
    // A key's effect is drawn before the next key is taken, so each row was in the page once.
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    if (index % 6 !== 5 && index !== records.length - 1) continue;
    await opened.waitFor();
    await opened.getByRole('button', { name: 'JSON' }).click();
    await page.keyboard.press('Escape');
    await opened.waitFor({ state: 'detached' });
  }
  for (const view of ['Patterns', 'Volume']) {
    await page.getByRole('button', { name: view }).click();
    await page.locator('.table-view tbody tr').first().waitFor();
  }
  const hostile = xssPayloads[0] ?? '';
  await page.goto(
    `${url}/logs?q=${encodeURIComponent(hostile)}&from=${encodeURIComponent(hostile)}&tz=${encodeURIComponent(hostile)}&cols=${encodeURIComponent(hostile)}&at=${encodeURIComponent(hostile)}&by=${encodeURIComponent(hostile)}&volume=${encodeURIComponent(hostile)}`,
  );
  await page.locator('.tools').waitFor();
  assert.equal(await page.evaluate('window.__xss'), 0);
  assert.deepEqual(faults, []);
});

test('the server goes away and comes back; what is on screen stays', async () => {
  const { page } = await openPage(browser, `${url}/logs?q=placed`);
  await waitForTotal(page, '1,200');
  await server.stop();
  await page.keyboard.press('u');
  await page.locator('.banner').waitFor();
  assert.ok((await rows(page).count()) > 10, 'rows stay');
  assert.equal(await total(page).innerText(), '1,200', 'the chart stays');
  await page.locator('.facet-row', { hasText: 'mailer' }).waitFor();
  server = await startServer(folder.path, { port });
  await page.locator('.banner').waitFor({ state: 'detached' });
  await waitForTotal(page, '1,200');
  assert.equal((await find(url, 'placed', 1)).length, 1);
});
