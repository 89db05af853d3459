// All runs in a real browser: every filter, in the address, paged, by keyboard, with a mouse, on a phone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type Server, startServer, temporaryFolder } from '../harness/server.ts';
import { openBrowser, openOther, openPage } from './browser.ts';
import { assertInOrder } from './in-order.ts';
import { type SeededRun, seededRun, sendRuns } from './seeded-runs.ts';

const folder = temporaryFolder();
const minute = 60_000;
const count = 130;
const attack = '<img src=x onerror="window.xss=1">';
let server: Server;
let browser: Browser;
let runs: SeededRun[];

before(async () => {
  [server, browser] = await Promise.all([startServer(folder.path), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
  folder.remove();
});

const rows = (page: Page) => page.locator('.runs-table tbody tr');
const shows = async (page: Page, wanted: number) => {
  await page.locator('.sheet-note', { hasText: new RegExp(`^${wanted} runs?$`) }).waitFor();
  assert.equal(await rows(page).count(), wanted);
};
const open = (search = '') => openPage(browser, `${server.url}/runs?view=all${search}`);

test('without runs the list says how to make one, and shows them by itself; jobs stay the first page', async () => {
  const { page, faults } = await openPage(browser, `${server.url}/runs`);
  await page.getByRole('button', { name: 'All runs' }).click();
  await page.getByText('groundcrew run --name').waitFor();
  assert.match(page.url(), /\/runs\?view=all$/);
  const nowMs = Math.floor(performance.timeOrigin + performance.now());
  runs = Array.from({ length: count }, (_, index) =>
    seededRun(['backup', 'invoices'][index % 2] ?? '', nowMs - (5 + index * 20) * minute, [], {
      service: ['ops', 'billing'][index % 2],
      host: index === 7 ? attack : `host-${index % 4}`,
      ...(index % 10 === 3 ? { state: 'failed', exit_code: 3 } : { exit_code: 0 }),
    }),
  );
  const old = seededRun('archive', nowMs - 45 * 24 * 60 * minute, [], { host: 'attic' });
  const older = Array.from({ length: 498 }, (_, index) =>
    seededRun(`older-${index}`, nowMs - (60 * 24 * 60 + index) * minute, [], {}),
  );
  await sendRuns(server.url, [...runs, old, ...older]);
  await rows(page).nth(99).waitFor();
  await page.getByText('the newest 100 runs').waitFor();
  await page.getByRole('button', { name: 'Earlier runs' }).click();
  await shows(page, count);
  await page.getByRole('button', { name: 'Jobs' }).click();
  await page.locator('.job').nth(1).waitFor();
  await page.goBack();
  await rows(page).nth(99).waitFor();
  assert.deepEqual(faults, []);
});

test('jobs since another day, and further ones; the address has it, and leads on with it', async () => {
  const { page, faults } = await openPage(browser, `${server.url}/runs`);
  const jobs = page.locator('.job');
  await page.getByText('2 jobs in the last 30 days').waitFor();
  await page.getByRole('button', { name: 'Last 30 days' }).click();
  await page.getByLabel('From').waitFor();
  assert.equal(await page.getByLabel('To').count(), 0, 'jobs are told up to now');
  await page.getByRole('button', { name: 'Last 90 days' }).click();
  await page.getByText('the 200 jobs that ran last').waitFor();
  assert.match(page.url(), /\/runs\?from=-90d$/);
  assert.equal(await jobs.count(), 200);
  await page.getByRole('button', { name: 'Further jobs' }).click();
  await page.getByText('the 500 jobs that ran last').waitFor();
  assert.equal(await jobs.count(), 500);
  await page.getByRole('link', { name: 'all runs' }).click();
  await page.waitForURL(/view=all&from=-90d$/);
  await page.goBack();
  await page.getByLabel('Filter jobs').fill('archive');
  await page.getByRole('link', { name: 'archive', exact: true }).click();
  await page.waitForURL(/job=archive&from=-90d$/);
  await rows(page).first().waitFor();
  assert.equal(await rows(page).count(), 1);
  await assertInOrder(page, 'a job since another day');
  await page.getByRole('button', { name: 'Last 90 days' }).click();
  await page.getByRole('button', { name: 'Last 30 days' }).click();
  await page.getByText('This job has not run in the last 30 days').waitFor();
  await page.goBack();
  await page.getByRole('link', { name: 'Runs', exact: true }).last().click();
  await page.waitForURL(/\/runs\?from=-90d$/);
  await page.getByRole('button', { name: 'All runs' }).click();
  await page.waitForURL(/view=all&from=-90d$/);
  await page.goto(`${server.url}/runs?from=${new Date(runs[9]?.startMs ?? 0).toISOString()}`);
  await page.getByText(/^2 jobs since \d{4}-/).waitFor();
  assert.equal(await page.locator('.tick').count(), 10, 'runs before it do not count');
  await page.setViewportSize({ width: 360, height: 740 });
  await assertInOrder(page, 'jobs, narrow');
  assert.deepEqual(faults, []);
});

test('state, service, host, job, id and time narrow the list, in the address; Back widens it', async () => {
  const { page, faults } = await open();
  await rows(page).nth(99).waitFor();
  const first = await rows(page).first().innerText();
  assert.match(first, /backup/, 'the newest comes first');
  await page.getByRole('button', { name: 'failed' }).click();
  await shows(page, 13);
  await page.locator('.name-choice-button', { hasText: 'host' }).click();
  await assertInOrder(page, 'the choice of a host');
  await page.getByRole('button', { name: 'host-1', exact: true }).click();
  await shows(page, 6);
  assert.match(page.url(), /view=all&state=failed&host=host-1$/);
  await page.getByRole('button', { name: 'Any host' }).click();
  await shows(page, 13);
  await page.goBack();
  await shows(page, 6);
  const other = await openOther(browser, page.url());
  await shows(other.page, 6);
  await other.page.context().close();

  await page.goto(`${server.url}/runs?view=all&service=ops`);
  await shows(page, count / 2);
  await page.locator('.name-choice-button', { hasText: 'job' }).click();
  await page.keyboard.type('invo');
  await page.keyboard.press('Enter');
  await page.getByText('No run passes these filters').waitFor();
  assert.match(page.url(), /job=invoices&service=ops/);
  await page.getByRole('button', { name: 'Without filters' }).click();
  await rows(page).nth(99).waitFor();

  const id = runs[4]?.id ?? '';
  await page.locator('.name-choice-button', { hasText: 'id' }).click();
  await page.keyboard.type(id.toUpperCase());
  await page.keyboard.press('Enter');
  await shows(page, 1);
  await page.goto(`${server.url}/runs?view=all&host=attic`);
  await page.getByText('Looked at: last 30 days').waitFor();
  await page.getByRole('button', { name: 'Last 90 days' }).click();
  await shows(page, 1);
  assert.match(page.url(), /from=-90d/);
  assert.deepEqual(faults, []);
});

test('every name in the table leads on; j, k and Enter go through it; the query can be had', async () => {
  const { page, faults } = await open('&state=failed');
  await shows(page, 13);
  await rows(page)
    .first()
    .getByRole('link', { name: 'ops' })
    .or(rows(page).first().getByRole('link', { name: 'billing' }))
    .click();
  await page.waitForURL(/state=failed&service=billing/);
  await shows(page, 13);
  await page.getByRole('button', { name: 'Share and show the query' }).click();
  await page.getByRole('menuitem', { name: 'Show the query' }).click();
  const curl = await page.locator('.query-form pre', { hasText: 'curl -s' }).innerText();
  const address = /'(http[^']*)'/.exec(curl)?.[1] ?? '';
  const answer = (await (await fetch(address)).json()) as { runs: unknown[] };
  assert.equal(answer.runs.length, 13);
  await page
    .getByText('crew runs --state failed --service billing --since 30d -n 100 --url')
    .waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Saved lists' }).click();
  await page.getByText('Save this list').click();
  assert.equal(await page.getByLabel('Name').inputValue(), 'failed billing');
  await page.keyboard.press('Enter');
  await page.getByText('"failed billing" was saved').waitFor();
  await page.getByRole('button', { name: 'all', exact: true }).click();
  await shows(page, count / 2);
  await page.getByRole('button', { name: 'Saved lists' }).click();
  await page.getByRole('menuitem', { name: 'failed billing' }).click();
  await shows(page, 13);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${server.url}/runs/${runs[13]?.id}`);
  await page.getByRole('link', { name: 'host-1' }).click();
  await page.waitForURL(/view=all&host=host-1$/);
  await rows(page).first().getByRole('link', { name: 'invoices' }).click();
  await page.getByRole('heading', { name: 'invoices' }).waitFor();
  await page.getByRole('link', { name: 'Further filters' }).click();
  await page.waitForURL(/view=all&job=invoices$/);
  await shows(page, count / 2);
  assert.deepEqual(faults, []);
});

test('nonsense in the address is no error, what was logged is never markup', async () => {
  const hostile = encodeURIComponent(attack);
  const { page, faults } = await open(
    `&from=${hostile}&to=${hostile}&state=${hostile}&id=${hostile}&host=${hostile}`,
  );
  await shows(page, 1);
  await page.locator('.runs-table').getByText('onerror').waitFor();
  assert.equal(await page.evaluate('window.xss'), undefined);
  assert.deepEqual(faults, []);
});

test('in both themes, wide and narrow, nothing is cut and axe finds nothing', async () => {
  const { page } = await open('&host=host-1');
  await rows(page).nth(5).waitFor();
  await assertInOrder(page, 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 360, height: 740 });
  await page.locator('html[data-theme=dark]').waitFor();
  await assertInOrder(page, 'dark, narrow');
  const box = await rows(page).first().boundingBox();
  assert.ok(box && box.height < 80, 'a run is two lines');
});
