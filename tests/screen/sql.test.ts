// The SQL page in a real browser: from a search to its SQL, mistakes, cancelling, files, and all of it by the keyboard.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { findEventually, ingest } from '../harness/api.ts';
import { freePort, type Server, startServer, temporaryFolder } from '../harness/server.ts';
import { openBrowser, openOther, openPage } from './browser.ts';
import { assertInOrder } from './in-order.ts';
import { xssPayloads } from './xss-payloads.ts';

const folder = temporaryFolder();
const lines = 30;
let server: Server;
let browser: Browser;
let port: number;

before(async () => {
  port = await freePort();
  [server, browser] = await Promise.all([startServer(folder.path, { port }), openBrowser()]);
  const sent = Array.from({ length: lines }, (_, index) =>
    JSON.stringify({
      level: 'info',
      service: index % 3 === 0 ? 'mailer' : 'web',
      request_id: `req-${index}`,
      message: `order ${index} placed`,
      amount: { value: index, currency: 'EUR' },
    }),
  );
  await ingest(server.url, sent.join('\n'));
  await findEventually(server.url, 'placed', lines);
});

after(async () => {
  await browser?.close();
  await server?.stop();
  folder.remove();
});

const addressOf = (query: string) => `${server.url}/sql?q=${encodeURIComponent(query)}`;
const open = (query: string, options = {}) =>
  openPage(browser, query === '' ? `${server.url}/sql` : addressOf(query), options);
const editor = (page: Page) => page.getByRole('textbox', { name: 'SQL' });
const status = (page: Page, text: RegExp) => page.locator('.sql-status', { hasText: text });
const cell = (page: Page, row: number, column: number) =>
  page.locator(`.sql-row[data-row="${row}"] [data-column="${column}"]`);
const clipboard = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()');
/** As its document lists them. */
async function formatsOfTheApi(): Promise<string[]> {
  const text = await (await fetch(`${server.url}/api/openapi.json`)).text();
  return (
    /The form of the answer, JSON when left out: ([\w, ]+)\./.exec(text)?.[1]?.split(', ') ?? []
  );
}
/** Ten seconds of work for the store at least. */
const endless = 'SELECT count() FROM numbers(9999999999) WHERE sipHash64(number) = 1';

test('a search opens in SQL; another browser shows the same; its rows come as files', async () => {
  const { page, faults } = await openPage(browser, `${server.url}/logs?q=service:mailer`);
  await page.getByRole('button', { name: 'Share and show the query' }).click();
  await page.getByText('Show the query and its SQL').click();
  await page.getByRole('button', { name: 'Open in SQL' }).click();
  await status(page, /^10 rows in/).waitFor();
  assert.match(page.url(), /\/sql\?q=SELECT/);
  assert.match(await editor(page).inputValue(), /^SELECT time, severity_text/);
  const download = async (name: string) => {
    await page.getByRole('button', { name: 'Download' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name }).click(),
    ]);
    return readFileSync(await file.path(), 'utf8')
      .trim()
      .split('\n');
  };
  const rows = await download('All rows as NDJSON');
  assert.equal(rows.length, 10);
  assert.equal((JSON.parse(rows[0] ?? '') as { service: string }).service, 'mailer');
  assert.match((await download('All rows as CSV'))[0] ?? '', /^"time","severity_text","service"/);
  await page.getByRole('button', { name: 'Download' }).click();
  await page.getByRole('menuitem', { name: 'Other format…' }).click();
  const formats = page.getByRole('dialog', { name: 'Download all rows as' });
  await assertInOrder(page, 'the choice of a format');
  const offered = await formats.locator('.menu-text').allInnerTexts();
  assert.deepEqual(offered, await formatsOfTheApi());
  await page.keyboard.type('vertical');
  const [vertical] = await Promise.all([
    page.waitForEvent('download'),
    page.keyboard.press('Enter'),
  ]);
  assert.equal(vertical.suggestedFilename(), 'result.txt');
  assert.match(readFileSync(await vertical.path(), 'utf8'), /^Row 1:\n[^]*\nRow 10:\n/);

  await editor(page).fill('SELECT service, count() AS n FROM logs GROUP BY service ORDER BY n');
  await page.keyboard.press('Control+Enter');
  await status(page, /^2 rows in .* 30 rows, .* read/).waitFor();
  const other = await openOther(browser, page.url());
  await status(other.page, /^2 rows/).waitFor();
  assert.equal(await cell(other.page, 0, 1).innerText(), '10');
  assert.equal(await editor(other.page).inputValue(), await editor(page).inputValue());
  await page.goBack();
  await status(page, /^10 rows/).waitFor();
  await page.getByRole('button', { name: 'Recent queries' }).click();
  await page.getByRole('menuitem', { name: 'SELECT service, count()' }).click();
  await status(page, /^2 rows/).waitFor();
  assert.deepEqual([...faults, ...other.faults], []);
  await other.page.context().close();
});

test('only the keyboard: complete, run, move, copy, open a row', async () => {
  const { page, faults } = await openPage(browser, `${server.url}/logs`);
  await page.locator('.tools').waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('q');
  await page.getByText('Ask the store anything').waitFor();
  await assertInOrder(page, 'before the first question');
  await page.keyboard.press('/');
  await page.keyboard.type('SELECT request_id, bat');
  await page.getByRole('option', { name: /^batch/ }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type(" FROM logs WHERE attributes['amount.v");
  await page.getByRole('option', { name: /amount\.value/ }).waitFor();
  await assertInOrder(page, 'completions');
  await page.keyboard.press('Tab');
  await page.keyboard.type(" != '' ORDER BY time, row LIMIT 3");
  assert.match(
    await editor(page).inputValue(),
    /^SELECT request_id, batch FROM logs WHERE (?:attributes\['amount\.value'\]|`attr\.amount\.value`) != '' ORDER BY time, row LIMIT 3$/,
  );
  await page.keyboard.press('Control+Enter');
  await status(page, /^3 rows/).waitFor();
  await page.keyboard.press('Escape');
  for (const key of ['j', 'j', 'y']) await page.keyboard.press(key);
  await page.getByText('Value copied').waitFor();
  assert.equal(await clipboard(page), await cell(page, 1, 0).innerText());
  await page.keyboard.press('Y');
  await page.getByText('Row copied').waitFor();
  // Larger than JavaScript's numbers, and still exact.
  assert.match(await clipboard(page), /^request_id\tbatch\nreq-\d+\t\d{10,20}$/);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Row 2' }).getByText('UInt64').waitFor();
  await assertInOrder(page, 'one row');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.deepEqual(faults, []);
});

test('a mistake is marked where the store found it', async () => {
  const { page } = await open('SELECT service,\n  nope FROM logs');
  const mark = page.locator('.sql-paper mark');
  await page.getByText('Unknown expression').first().waitFor();
  assert.equal(await mark.innerText(), 'nope');
  assert.equal(await editor(page).getAttribute('aria-invalid'), 'true');
  await assertInOrder(page, 'a mistake');
  await editor(page).fill('SELECT 1 1');
  await mark.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+Enter');
  await page.getByText('Syntax error').first().waitFor();
  assert.equal(await mark.innerText(), '1');
  await editor(page).fill("SELECT file('/etc/passwd')");
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('the function file is not allowed').first().waitFor();
  assert.equal(await mark.innerText(), 'file');
});

test('a query is cancelled; a large answer is cut and says so', async () => {
  const { page } = await open(endless);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('heading', { name: 'The query was cancelled' }).waitFor();
  await status(page, /^Cancelled after/).waitFor();
  await editor(page).fill('SELECT number FROM numbers(25000)');
  await page.keyboard.press('Control+Enter');
  await status(page, /^The first 10,000 rows .*the download has all/).waitFor();
  assert.ok((await page.locator('.sql-row').count()) < 100, 'only rows in sight are in the page');
  await cell(page, 0, 0).click();
  await page.keyboard.press('Control+End');
  assert.equal(await cell(page, 9999, 0).innerText(), '9999');
});

test('what a query answers is never markup', async () => {
  // The API takes no NUL within SQL.
  const payloads = xssPayloads.map((text) => text.replaceAll('\0', ''));
  const quoted = payloads.map((text) => `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`);
  const hostile = (payloads[0] ?? '').replaceAll(/[\\`]/g, String.raw`\$&`);
  const { page, faults } = await open(
    `SELECT arrayJoin([${quoted.join(',')}]) AS \`${hostile}\`, map('${hostile}', '${hostile}')`,
  );
  await status(page, new RegExp(`^${payloads.length} rows`)).waitFor();
  for (let index = 0; index < payloads.length; index += 7) {
    await cell(page, index, 0).dblclick();
    await page.locator('.sql-field').first().waitFor();
    await page.keyboard.press('Escape');
  }
  assert.equal(await page.evaluate('window.__xss'), 0);
  assert.deepEqual(faults, []);
});

test('on a phone and in the dark it fits; it goes on when the server is back', async () => {
  const { page } = await open('SELECT * FROM logs', { width: 360, height: 740, theme: 'dark' });
  await status(page, /^30 rows/).waitFor();
  await cell(page, 0, 0).click();
  await page.getByRole('button', { name: 'Copy row' }).waitFor();
  await assertInOrder(page, 'phone');
  await page.getByRole('button', { name: 'Tables and columns' }).click();
  await page.getByRole('button', { name: 'severity_text' }).waitFor();
  await assertInOrder(page, 'tables');
  await page.keyboard.press('Escape');
  await server.stop();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.locator('.banner').waitFor();
  await status(page, /^Waiting for the server/).waitFor();
  assert.ok((await page.locator('.sql-row').count()) > 10, 'rows stay');
  server = await startServer(folder.path, { port });
  await page.locator('.banner').waitFor({ state: 'detached' });
  await status(page, /^30 rows/).waitFor();
});
