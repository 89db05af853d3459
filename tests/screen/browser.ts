// A real browser for the tests of the screen: an installed Chromium, or the one that npm brought.
import { existsSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium, type Page } from 'playwright-core';

const installed = [
  process.env['CHROMIUM'] ?? '',
  '/usr/lib/chromium/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Starts a browser without windows. */
export async function openBrowser(): Promise<Browser> {
  const found = installed.find((path) => path !== '' && existsSync(path));
  return chromium.launch({
    executablePath: found ?? (await sparticuz.executablePath()),
    args: found === undefined ? sparticuz.args : ['--no-sandbox', '--disable-gpu'],
  });
}

/** What a page did that it should not. */
export interface Watched {
  readonly page: Page;
  /** Errors, refused content, and requests to elsewhere. */
  readonly faults: string[];
}

/** How a page is opened. */
export interface PageOptions {
  width?: number;
  height?: number;
  theme?: 'light' | 'dark';
  zone?: string;
}

/** The page that the tests of a file share: its process and its cache are warm. */
const usual = new WeakMap<Browser, Watched>();

/** Shows an address in the usual page, which remembers nothing of what it showed before. */
export async function openPage(
  browser: Browser,
  address: string,
  { width = 1440, height = 900, theme = 'light' }: Omit<PageOptions, 'zone'> = {},
): Promise<Watched> {
  const known = usual.get(browser);
  if (!known || known.page.isClosed()) {
    const opened = await openOther(browser, address, { width, height, theme });
    usual.set(browser, opened);
    return opened;
  }
  const { page, faults } = known;
  await page.evaluate('localStorage.clear(); sessionStorage.clear()');
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: theme });
  faults.length = 0;
  await page.goto(address);
  return known;
}

/** Opens a page of its own context, as another person's browser would be. */
export async function openOther(
  browser: Browser,
  address: string,
  { width = 1440, height = 900, theme = 'light', zone = 'UTC' }: PageOptions = {},
): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    timezoneId: zone,
    permissions: ['clipboard-read', 'clipboard-write'],
    acceptDownloads: true,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const faults: string[] = [];
  await page.addInitScript(
    `window.__xss = 0; addEventListener('securitypolicyviolation', (event) => console.error('POLICY ' + event.violatedDirective + ' ' + event.sourceFile + ' ' + event.sample));`,
  );
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.text().startsWith('POLICY')) faults.push(message.text());
  });
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const { origin } = new URL(address);
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !/^(?:data|blob):/.test(url)) faults.push(`request: ${url}`);
  });
  await page.goto(address);
  return { page, faults };
}
