// The chart of the Logs page in a real browser: split by any field, its legend, colours that stay, and what leads on.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { findEventually, ingest } from '../harness/api.ts';
import { type Server, startServer, temporaryFolder } from '../harness/server.ts';
import { openBrowser, openOther, openPage } from './browser.ts';
import { assertInOrder } from './in-order.ts';

const folder = temporaryFolder();
const lines = 240;
const verseCount = 130;
const attack = '<img src=x onerror="window.__xss=1">';
let server: Server;
let browser: Browser;

/** Four lines a minute for an hour; many paths, of which the first is the most frequent; every fifth line has none. */
before(async () => {
  [server, browser] = await Promise.all([startServer(folder.path), openBrowser()]);
  const nowMs = Math.floor(performance.timeOrigin + performance.now());
  const texts = Array.from({ length: lines }, (_, index) => {
    const place = index % 3 === 0 ? 0 : index % 24;
    return JSON.stringify({
      time: new Date(nowMs - 60_000 - index * 14_000).toISOString(),
      level: index % 10 === 0 ? 'error' : 'info',
      service: index % 2 === 0 ? 'web' : 'mailer',
      host: 'node-1',
      message: `asked ${index}`,
      ...(index % 5 === 0 ? {} : { path: place === 1 || place === 2 ? attack : `/p/${place}` }),
      n: index,
      odd: { 'a name': index % 2 === 0 },
    });
  });
  const word = (number: number) =>
    String(number * 7919 + 13).replaceAll(/\d/g, (digit) => 'bcdfghjklm'[Number(digit)] ?? '');
  const verses = Array.from({ length: verseCount }, (_, index) =>
    JSON.stringify({
      service: 'poet',
      message: `${word(index)} ${word(index * 3 + 1)} ${word(index * 5 + 2)} sung`,
    }),
  );
  await ingest(server.url, [...texts, ...verses].join('\n'));
  await findEventually(server.url, 'asked', lines);
  await findEventually(server.url, 'sung', verseCount);
});

after(async () => {
  await browser?.close();
  await server?.stop();
  folder.remove();
});

const open = (search: string) => openPage(browser, `${server.url}/logs?${search}`);
const total = (page: Page, count: number) =>
  page.locator('.legend-total strong', { hasText: new RegExp(`^${count}$`) }).waitFor();
const place = (page: Page, name: string) =>
  page.locator('.legend-place').filter({ has: page.getByText(name, { exact: true }) });
const names = (page: Page) => page.locator('.legend-name').allInnerTexts();
const choice = (page: Page) => page.getByRole('dialog', { name: /^Lines by/ });
const colorOf = (page: Page, name: string) =>
  place(page, name).locator('.dot').getAttribute('style');

test('the chart is split by a chosen field; the address has it, and Back undoes it', async () => {
  const { page, faults } = await open('q=asked');
  await total(page, lines);
  assert.deepEqual(await names(page), ['error', 'info']);
  await page.getByRole('button', { name: 'Lines by level' }).click();
  await choice(page).getByRole('button', { name: 'level', pressed: true }).waitFor();
  await assertInOrder(page, 'the choice of a field');
  await choice(page).getByRole('button', { name: 'service' }).click();
  await place(page, 'mailer').waitFor();
  assert.match(page.url(), /by=service/);
  assert.deepEqual(await names(page), ['mailer', 'web']);
  await page.getByRole('img', { name: /240 lines by time and service/ }).waitFor();

  await page.getByRole('button', { name: 'Lines by service' }).click();
  await page.getByPlaceholder('Find a field').fill('pat');
  await choice(page).getByRole('button', { name: /^path/ }).click();
  await place(page, '/p/0').waitFor();
  assert.equal(page.url().match(/by=([^&]*)/)?.[1], 'path');
  const shown = await names(page);
  assert.equal(shown.length, 10, 'eight values, all others, none');
  assert.deepEqual(shown.slice(-2), ['all others', 'without path']);
  const colors = await Promise.all(shown.slice(0, 8).map((name) => colorOf(page, name)));
  assert.equal(new Set(colors).size, 8, 'each value has a colour of its own');
  assert.ok(shown.includes(attack), 'what was logged is text');
  await assertInOrder(page, 'split by path');

  await page.goBack();
  await place(page, 'mailer').waitFor();
  await page.goBack();
  await place(page, 'error').waitFor();
  assert.doesNotMatch(page.url(), /by=/);
  assert.deepEqual(faults, []);
});

test('an entry of the legend filters: only, all again, excluded, lines without the field', async () => {
  const { page, faults } = await open('q=asked&by=path');
  await total(page, lines);
  const color = await colorOf(page, '/p/0');
  const count = Number(await place(page, '/p/0').locator('.legend-count').innerText());
  await place(page, '/p/0').locator('.legend-item').click();
  await total(page, count);
  assert.match(page.url(), /q=asked%20path:%22\/p\/0%22/);
  assert.equal(await colorOf(page, '/p/0'), color, 'the colour stays when others go');
  await page.locator('.legend-item[aria-pressed=true]').click();
  await total(page, lines);
  assert.equal(await colorOf(page, '/p/0'), color);

  await place(page, '/p/0').hover();
  await page.getByRole('button', { name: 'Exclude path /p/0' }).click();
  await total(page, lines - count);
  assert.match(page.url(), /-path:/);
  await page.goBack();
  await total(page, lines);

  // By keyboard: the button that excludes is behind the entry it belongs to.
  await place(page, 'without path').locator('.legend-item').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await total(page, (lines * 4) / 5);
  assert.match(page.url(), /path:\*/);
  await page.goBack();
  await total(page, lines);
  await place(page, 'without path').locator('.legend-item').click();
  await total(page, lines / 5);
  assert.match(page.url(), /-path:\*/);
  assert.deepEqual(faults, []);
  assert.equal(await page.evaluate('window.__xss'), 0);
});

test('a link shows the same split and the same colours elsewhere; dragging zooms and keeps the split', async () => {
  const { page } = await open('q=asked&by=path');
  await place(page, '/p/0').waitFor();
  const other = await openOther(browser, page.url());
  await place(other.page, '/p/0').waitFor();
  assert.deepEqual(await names(other.page), await names(page));
  assert.equal(await colorOf(other.page, '/p/0'), await colorOf(page, '/p/0'));
  await other.page.context().close();

  await page.waitForLoadState('networkidle');
  const box = await page.locator('.chart .u-over').boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width * 0.3, box.y + 40);
  await page.locator('.chart-at').waitFor();
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 40, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/from=20\d\d-/);
  assert.match(page.url(), /by=path/);
  await place(page, '/p/0').waitFor();
});

test('figures, SQL and curl follow the choice; without a field there is one colour and no legend', async () => {
  const { page } = await open('q=asked&by=service');
  await place(page, 'web').waitFor();
  const chart = page.getByRole('region', { name: 'Lines over time' });
  const menu = async (entry: string) => {
    await chart.getByRole('button', { name: 'Chart' }).click();
    await page.getByRole('menuitem', { name: entry }).click();
  };
  await menu('Copy as CSV');
  await page.getByText('Figures copied').waitFor();
  const csv = String(await page.evaluate('navigator.clipboard.readText()'));
  assert.equal(csv.split('\n')[0], 'time,mailer,web');
  await menu('Show the query');
  await page.getByRole('dialog', { name: 'This chart elsewhere' }).waitFor();
  await page.locator('.query-form pre', { hasText: 'GROUP BY bucket, value' }).first().waitFor();
  const curl = page.locator('.query-form pre', { hasText: 'curl -s' });
  const address = /'(http[^']*)'/.exec(await curl.innerText())?.[1] ?? '';
  assert.match(address, /\/api\/logs\/histogram\?.*by=service/);
  const answer = (await (await fetch(address)).json()) as { buckets: { count: number }[] };
  assert.equal(
    answer.buckets.reduce((sum, { count }) => sum + count, 0),
    lines,
  );
  await page.getByRole('button', { name: 'Open in SQL' }).click();
  await page.locator('.sql-row').first().waitFor();

  await page.goto(`${server.url}/logs?q=asked&by=-`);
  await total(page, lines);
  await page.getByRole('button', { name: 'Lines in total' }).waitFor();
  assert.equal(await page.locator('.legend-name').count(), 0);
  await page.goto(`${server.url}/logs?q=asked&by=${encodeURIComponent('odd.a name')}`);
  await place(page, 'true').locator('.legend-item').click();
  await total(page, lines / 2);
  await page.goto(`${server.url}/logs?q=asked&by=body`);
  await page.locator('.problem-text', { hasText: 'a field whose values repeat' }).waitFor();
  await page.locator('.row[data-index]').first().waitFor();
  await page.getByRole('button', { name: 'Lines by body' }).click();
  await choice(page).getByRole('button', { name: 'level' }).click();
  await total(page, lines);
});

test('on a phone the legend is one line; the field that Volume weighs is in the address', async () => {
  const { page, faults } = await openPage(browser, `${server.url}/logs?q=asked&by=path`, {
    width: 360,
    height: 740,
    theme: 'dark',
  });
  await place(page, '/p/0').waitFor();
  const tops = await page
    .locator('.legend-values > li')
    .evaluateAll((all) => all.map((each) => Math.round(each.getBoundingClientRect().top)));
  assert.equal(new Set(tops).size, 1);
  await assertInOrder(page, 'split on a phone');
  await page.getByRole('button', { name: 'Volume' }).click();
  await page.getByRole('button', { name: 'by host' }).click();
  await page.locator('.table-view td', { hasText: 'node-1' }).waitFor();
  assert.match(page.url(), /volume=host/);
  await page.reload();
  await page.locator('.table-view td', { hasText: 'node-1' }).waitFor();
  await page.getByRole('button', { name: 'By another field' }).click();
  await page.getByPlaceholder('Find a field').fill('n');
  await page.getByRole('button', { name: 'n number', exact: true }).click();
  await page.locator('.table-view em', { hasText: 'all others' }).waitFor();
  await page.getByRole('button', { name: 'Show more' }).click();
  await page.locator('.table-view em', { hasText: 'all others' }).waitFor({ state: 'detached' });
  assert.ok((await page.locator('.table-view table').first().locator('tbody tr').count()) >= lines);
  assert.deepEqual(faults, []);
});

test('a bar is as wide as somebody chose, where the span allows it; the address has it', async () => {
  const { page, faults } = await open('q=asked');
  await total(page, lines);
  const chart = (text: string) => page.getByRole('img', { name: new RegExp(`${text} a bar$`) });
  const menu = async () => {
    await page.locator('.histogram').getByRole('button', { name: 'Chart' }).click();
    return page.getByRole('menu', { name: 'Chart' });
  };
  await chart('1 min').waitFor();
  const widths = (await menu()).getByRole('menuitemradio');
  assert.deepEqual(
    (await widths.allInnerTexts()).map((text) => text.replace('✓', '').trim()),
    ['automatic', '10 s', '1 min', '10 min'],
  );
  await assertInOrder(page, 'the menu of the chart');
  await widths.filter({ hasText: '10 min' }).click();
  await chart('10 min').waitFor();
  assert.match(page.url(), /step=10m/);
  await total(page, lines);
  await (await menu()).getByRole('menuitem', { name: 'Show the query' }).click();
  await page.locator('.query-form pre', { hasText: 'step=600s' }).waitFor();
  await page.keyboard.press('Escape');
  const other = await openOther(browser, page.url());
  await other.page.getByRole('img', { name: /10 min a bar$/ }).waitFor();
  await other.page.context().close();
  await page.goBack();
  await chart('1 min').waitFor();
  await page.goto(`${server.url}/logs?q=asked&step=1s&from=-1d`);
  await total(page, lines);
  await chart('15 min').waitFor();
  assert.deepEqual(faults, []);
});

test('more patterns, more values of a facet, more lines to look at', async () => {
  const { page, faults } = await open('q=sung&view=patterns');
  const rows = page.locator('.patterns tbody tr');
  await rows.nth(99).waitFor();
  assert.equal(await rows.count(), 100);
  await page.getByRole('button', { name: 'Show more' }).click();
  await rows.nth(verseCount - 1).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Show more' }).count(), 0);

  await page.goto(`${server.url}/logs?q=asked&view=volume&sample=40`);
  const sample = page.getByRole('button', { name: /^Lines to look at: estimated from \d+$/ });
  await sample.click();
  assert.deepEqual(
    (await page.getByRole('menuitemradio').allInnerTexts()).map((text) =>
      text.replace(/\s+/g, ' ').trim(),
    ),
    ['✓ about 40 lines', 'every line (usual)'],
  );
  await assertInOrder(page, 'how many lines are looked at');
  await page.getByRole('button', { name: 'Patterns' }).click();
  await page.locator('.table-note', { hasText: 'estimated from' }).waitFor();
  await sample.click();
  await page.getByRole('menuitemradio', { name: 'every line' }).click();
  await page.getByText(`1 pattern makes up ${lines} of ${lines} lines`).waitFor();
  await sample.waitFor({ state: 'detached' });
  assert.doesNotMatch(page.url(), /sample/);

  await page.goto(`${server.url}/logs?q=asked&facets=n`);
  const facet = page.getByRole('region', { name: 'n', exact: true });
  const values = facet.locator('.facet-row');
  await values.nth(7).waitFor();
  for (const count of [50, lines]) {
    await facet.getByRole('button', { name: 'more' }).press('Enter');
    await values.nth(count - 1).waitFor();
    assert.equal(await values.count(), count);
  }
  await assertInOrder(page, 'every value of a facet');
  // The keyboard stays where it was.
  await page.keyboard.press('Enter');
  await values.nth(8).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Lines by level' }).click();
  await Promise.all([
    page.waitForRequest(/\/api\/logs\/fields\?.*sample=10000/),
    page.getByRole('button', { name: 'look at more lines' }).click(),
  ]);
  await page.getByPlaceholder('Find a field').and(page.locator(':focus')).waitFor();
  assert.deepEqual(faults, []);
});
