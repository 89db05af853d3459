// The Settings page in a real browser: what is received shows by itself, tokens are made and end, the server goes and
// comes back.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Route } from 'playwright-core';
import {
  eventually,
  freePort,
  type Server,
  startServer,
  temporaryFolder,
} from '../harness/server.ts';
import { openBrowser, openOther, openPage } from './browser.ts';
import { assertInOrder } from './in-order.ts';

const folder = temporaryFolder();
let browser: Browser;
let server: Server;
let port: number;

before(async () => {
  port = await freePort();
  [server, browser] = await Promise.all([startServer(folder.path, { port }), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
  folder.remove();
});

test('an empty server shows the command that fills it, and what it brings by itself', async () => {
  const { page, faults } = await openPage(browser, `${server.url}/settings`);
  await page.getByText('Nothing has been received yet').waitFor();
  const command = (await page.locator('#received .command').textContent()) ?? '';
  assert.ok(command.includes(`${server.url}/ingest`), command);
  await assertInOrder(page, 'empty');
  const body = /--data-binary '(.*)'/.exec(command)?.[1] ?? '';
  assert.equal((await fetch(`${server.url}/ingest`, { method: 'POST', body })).status, 200);
  const row = page.locator('#received tbody tr').first();
  await row.getByText('ingest', { exact: true }).waitFor();
  assert.equal(await row.locator('td').nth(2).textContent(), '1');
  await page.locator('#storage tbody tr').filter({ hasText: 'logs' }).first().waitFor();
  assert.match((await page.locator('#storage .meter-words').textContent()) ?? '', /free of .*iB/);
  await page.locator('#received').getByText('By service').waitFor();
  assert.match((await page.locator('#server').textContent()) ?? '', /embedded ClickHouse \d+\./);
  assert.deepEqual(faults, []);
});

test('refusals are shown with their reasons', async () => {
  const refused = await fetch(`${server.url}/ingest`, {
    method: 'POST',
    body: 'x',
    headers: { 'content-encoding': 'nonsense' },
  });
  const { code } = (await refused.json()) as { code: string };
  const { page } = await openPage(browser, `${server.url}/settings`);
  await page.locator('#received .reasons').getByText(code).waitFor();
});

test('in both themes, wide and narrow, nothing is cut and axe finds nothing', async () => {
  const { page, faults } = await openPage(browser, `${server.url}/settings`);
  await page.locator('#server').waitFor();
  await assertInOrder(page, 'wide');
  await page.setViewportSize({ width: 360, height: 740 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('html[data-theme=dark]').waitFor();
  await assertInOrder(page, 'dark and narrow');
  assert.deepEqual(faults, []);
});

test('the server goes away and comes back: the page stays, says so, and goes on', async () => {
  const { page } = await openPage(browser, `${server.url}/settings`);
  await page.locator('#storage tbody tr').first().waitFor();
  await server.stop('SIGKILL');
  await page.getByText('Groundcrew does not answer').first().waitFor();
  assert.equal(await page.locator('#storage').count(), 1);
  // What the store refused before it stopped.
  const letter = {
    time: '2026-11-20T12:00:00Z',
    batch: '7',
    row: 3,
    reason: 'Cannot parse the time <b>of it</b>',
    line: '{"message":"<img src=x onerror=1> was refused"}',
  };
  writeFileSync(join(folder.path, 'log/dead-letters/7.ndjson'), `${JSON.stringify(letter)}\n`);
  server = await startServer(folder.path, { port });
  await page.getByText('Groundcrew does not answer').first().waitFor({ state: 'detached' });
  const refused = page.locator('#refused');
  await refused.getByText('Cannot parse the time <b>of it</b>').waitFor();
  await refused.locator('summary').click();
  await refused.locator('pre').getByText(letter.line).waitFor();
  await refused.getByRole('button', { name: 'Copy the line' }).click();
  assert.equal(await page.evaluate('navigator.clipboard.readText()'), letter.line);
  await assertInOrder(page, 'dead letters');
});

test('the first token: this tab keeps it, others are asked, a revoked one is refused', async () => {
  const { page, faults } = await openPage(browser, `${server.url}/settings`);
  await page.getByText('Nobody needs a token now').waitFor();
  await page.getByRole('button', { name: 'New token' }).click();
  await assertInOrder(page, 'the form');
  // One that was sent before there was a token, and is answered after the page has it.
  const late = Promise.withResolvers<Route>();
  await page.route('**/api/status', (route) => late.resolve(route), { times: 1 });
  const route = await late.promise;
  await page.getByRole('button', { name: 'Make the token' }).click();
  const secret = (await page.locator('.secret').textContent()) ?? '';
  assert.match(secret, /^gc_[0-9a-f]{12}_[0-9a-f]{48}$/);
  const answers: number[] = [];
  page.on('response', (answer) => {
    if (answer.url().endsWith('/api/status')) answers.push(answer.status());
  });
  await route.continue();
  await eventually('it is asked again', () => answers.includes(401) && answers.at(-1) === 200);
  assert.equal(await page.getByText('This server needs a token').count(), 0);
  await page.getByRole('button', { name: 'Close' }).click();
  await page.locator('#tokens tbody').getByText('screen').waitFor();
  assert.ok(!(await page.content()).includes(secret), 'it is shown once');

  await page.getByRole('button', { name: 'New token' }).click();
  const hostile = '<img src=x onerror="window.xss=1">';
  await page.getByLabel('Name').fill(hostile);
  await page.getByLabel('It ends').selectOption('30');
  await page.getByRole('button', { name: 'Make the token' }).click();
  const second = (await page.locator('.secret').textContent()) ?? '';
  const send = () =>
    fetch(`${server.url}/ingest`, {
      method: 'POST',
      body: 'hello',
      headers: { authorization: `Bearer ${second}` },
    });
  await page.getByRole('button', { name: 'Close' }).click();
  const row = page.locator('#tokens tbody tr').filter({ hasText: '<img' });
  await row.getByText('ends in 30 days').waitFor();
  assert.equal((await send()).status, 200);
  await row.getByRole('button', { name: /^Revoke/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await row.getByText('revoked').waitFor();
  await assert.doesNotReject(async () => {
    const end = performance.now() + 2_000;
    while ((await send()).status !== 401) assert.ok(performance.now() < end, 'it still works');
  });
  assert.equal(await page.evaluate('window.xss'), undefined);
  assert.deepEqual(faults, []);

  const other = await openOther(browser, `${server.url}/settings`);
  await other.page.getByText('This server needs a token').waitFor();
  await other.page.getByLabel('Token', { exact: true }).fill(secret);
  await other.page.getByRole('button', { name: 'Continue' }).click();
  await other.page.locator('#tokens tbody').getByText('screen').waitFor();
  await other.page.context().close();
});
