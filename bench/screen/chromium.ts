// The browser that measurements of the screen run in: an installed Chromium, or the one that npm brought.
import { existsSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const installed = [process.env['CHROMIUM'] ?? '', '/usr/lib/chromium/chromium'];

/** Starts a browser without windows. */
export async function openBrowser(): Promise<Browser> {
  const found = installed.find((path) => path !== '' && existsSync(path));
  return chromium.launch({
    executablePath: found ?? (await sparticuz.executablePath()),
    args: found === undefined ? sparticuz.args : ['--no-sandbox', '--disable-gpu'],
  });
}
