// The Runs pages in a real browser: jobs as strips, one run with its errors, its slow part, its log to scale, and the
// difference to the last good one.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { type Server, startServer, temporaryFolder } from '../harness/server.ts';
import { openBrowser, openPage } from './browser.ts';
import { assertInOrder } from './in-order.ts';
import { type SeededLine, type SeededRun, seededRun, sendRuns } from './seeded-runs.ts';

const folder = temporaryFolder();
let browser: Browser;
let server: Server;
let bad: SeededRun;
let hostile: SeededRun;

const minute = 60_000;
const attack = '<img src=x onerror="window.xss=1"><script>window.xss=2</script>';

const invoices = (count: number, slowAt: number): SeededLine[] =>
  Array.from({ length: count }, (_, index): SeededLine => [
    `invoice ${1000 + index} written`,
    index === slowAt ? 40_000 : 500,
    'info',
  ]);

before(async () => {
  [server, browser] = await Promise.all([startServer(folder.path), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
  folder.remove();
});

test('without runs, the command that makes one; jobs appear by themselves', async () => {
  const { page, faults } = await openPage(browser, `${server.url}/runs`);
  await page.getByText('groundcrew run --name').waitFor();
  await assertInOrder(page, 'no runs');
  const nowMs = Math.floor(performance.timeOrigin + performance.now());
  const good = [4, 3, 2].map((age) =>
    seededRun('invoices', nowMs - age * 20 * minute, invoices(30, -1), { exit_code: 0 }),
  );
  const failing: SeededLine[] = [
    ...invoices(60, 50),
    ['lock wait timeout', 100, 'warn'],
    [`Error: amount is NaN\n    at render (/srv/invoices.js:8:3)`, 100, 'error'],
  ];
  bad = seededRun('invoices', nowMs - 20 * minute, failing, { state: 'failed', exit_code: 3 });
  hostile = seededRun(attack, nowMs - 5 * minute, [[attack, 10, 'error']], {
    state: 'killed',
    signal: 'SIGKILL',
    command: ['/bin/sh', '-c', attack],
    host: attack,
    user: attack,
  });
  await sendRuns(server.url, [...good, bad, hostile]);
  const job = page.locator('.job').filter({ hasText: 'invoices' });
  await job.waitFor();
  assert.equal(await job.locator('.tick').count(), 4);
  assert.equal(await job.locator('.tick-failed').count(), 1);
  assert.match((await job.textContent()) ?? '', /75 % succeeded/);
  const height = async (at: number) =>
    (await job.locator('.tick-bar').nth(at).boundingBox())?.height ?? 0;
  assert.ok((await height(3)) > 2 * (await height(0)), 'a longer run is a higher tick');
  assert.deepEqual(faults, []);
});

test('from a tick to its run: outcome, errors first, the slow part, the log to scale, the difference, back', async () => {
  const { page, faults } = await openPage(browser, `${server.url}/runs`);
  await page.locator('.job').filter({ hasText: 'invoices' }).locator('.tick').last().click();
  await page.waitForURL(`${server.url}/runs/${bad.id}`);
  const heading = page.getByRole('heading', { level: 1 });
  await heading.waitFor();
  assert.match((await heading.textContent()) ?? '', /^✕Failed with exit status 3 after/);
  await page.locator('#errors').getByText('Error: amount is NaN').waitFor();
  const slow = page.locator('.slow-part').first();
  assert.match((await slow.textContent()) ?? '', /^40 s.*invoice 1049 written/);
  await page.locator('.run-line').first().waitFor();
  await page.locator('#compare').getByText('Only in this run').waitFor();
  assert.match((await page.locator('#compare').textContent()) ?? '', /Error: amount is NaN/);
  await page.locator('#usage').getByText('Memory', { exact: true }).waitFor();

  await slow.click();
  const named = page.locator('.run-line.is-named');
  await named.getByText('invoice 1050 written').waitFor();
  await page.waitForFunction(
    `(() => { const box = document.querySelector('.run-line.is-named').getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; })()`,
  );
  const widthOf = async (name: string) =>
    (
      await page
        .locator('.run-line')
        .filter({ hasText: name })
        .locator('.run-gap-bar')
        .boundingBox()
    )?.width ?? 0;
  const [long, short] = [await widthOf('invoice 1050'), await widthOf('invoice 1045')];
  assert.ok(long > 100 && short < 4, `bars of ${long} and ${short} px for 40 s and 0.5 s`);
  await named.click();
  await page.locator('.run-opened').getByText('invoices', { exact: true }).waitFor();
  await assertInOrder(page, 'one run');
  const [log] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download the log as NDJSON' }).click(),
  ]);
  const saved = readFileSync(await log.path(), 'utf8')
    .trim()
    .split('\n');
  assert.equal(saved.length, bad.lines.length);
  assert.equal((JSON.parse(saved[50] ?? '') as { gap_ns: number }).gap_ns, 40_000_000_000);
  await page.goBack();
  await page.waitForURL(`${server.url}/runs/${bad.id}`);
  await page.goBack();
  await page.locator('.jobs').waitFor();
  assert.deepEqual(faults, []);
});

test('the same address shows the same in another browser', async () => {
  const { page } = await openPage(browser, `${server.url}/runs?job=invoices`);
  await page.getByRole('heading', { name: 'invoices' }).waitFor();
  await page.locator('.runs-table tbody tr').nth(3).waitFor();
  assert.match(
    (await page.locator('.runs-table tbody tr').first().textContent()) ?? '',
    /failed 3/,
  );
});

test('a run is compared with any other; the runs of a job are narrowed to a state', async () => {
  const { page, faults } = await openPage(browser, `${server.url}/runs/${bad.id}`);
  const choice = page.getByLabel('Compare with');
  await page.getByRole('heading', { name: 'Beside the last good run' }).waitFor();
  const oldest = await choice.locator('option').last().getAttribute('value');
  await choice.selectOption(oldest);
  await page.getByRole('heading', { name: 'Beside another run' }).waitFor();
  assert.ok(page.url().endsWith(`?with=${oldest}`), page.url());
  await page.locator('#compare').getByText('Only in this run').waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: 'Beside the last good run' }).waitFor();
  await page.locator('#usage').getByRole('button', { name: 'Chart' }).last().click();
  await page.getByRole('menuitem', { name: 'Show the query' }).click();
  await page
    .locator('.query-form pre', { hasText: `/api/runs/${bad.id}` })
    .first()
    .waitFor();

  await page.goto(`${server.url}/runs?job=invoices`);
  await page.locator('.runs-table tbody tr').nth(3).waitFor();
  await page.getByRole('button', { name: 'failed' }).click();
  await page.waitForURL(/state=failed/);
  await page.locator('.runs-table tbody tr').nth(1).waitFor({ state: 'detached' });
  assert.match((await page.locator('.runs-table tbody tr').innerText()) ?? '', /failed/);
  await page.getByRole('button', { name: 'lost' }).click();
  await page.getByText('No run in the last 30 days is in the state').waitFor();
  assert.deepEqual(faults, []);
});

test('what was logged is never markup', async () => {
  for (const path of ['/runs', `/runs?job=${encodeURIComponent(attack)}`, `/runs/${hostile.id}`]) {
    const { page, faults } = await openPage(browser, server.url + path);
    await page.getByText('onerror').first().waitFor();
    assert.equal(await page.evaluate('window.xss'), undefined, path);
    assert.deepEqual(faults, [], path);
  }
});

test('in both themes, wide and narrow, nothing is cut and axe finds nothing', async () => {
  for (const [path, sign] of [
    ['/runs', '.job'],
    ['/runs?job=invoices', '.runs-table'],
    [`/runs/${bad.id}`, '#compare table'],
  ] as const) {
    const { page } = await openPage(browser, server.url + path, { theme: 'dark' });
    await page.locator(sign).first().waitFor();
    await assertInOrder(page, `${path} dark`);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('html[data-theme=light]').waitFor();
    await assertInOrder(page, `${path} narrow`);
  }
});

test('an unknown run is said to be unknown', async () => {
  const { page } = await openPage(browser, `${server.url}/runs/${bad.id.replace(/^./, 'f')}`);
  await page.getByText('There is no run of this id').waitFor();
});
