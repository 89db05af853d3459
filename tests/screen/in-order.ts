// What every page of the screen owes: it fits its window, and axe finds nothing on it.
import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

/** Checks the page as it stands. */
export async function assertInOrder(page: Page, name: string): Promise<void> {
  const overflow = await page.evaluate<number>(
    `Math.max(document.documentElement.scrollWidth - innerWidth, ...[...document.querySelectorAll('.sheet')].map((each) => each.scrollWidth - each.clientWidth))`,
  );
  assert.ok(overflow <= 0, `${name}: ${overflow} px too wide`);
  // The policy on content forbids evaluating text, so the library comes in through the debugger, once a page.
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe.source);
  // Describing what is in order takes most of the time, and nobody reads it.
  const { violations } = await page.evaluate<{ violations: Violation[] }>(
    `axe.run(document, { resultTypes: ['violations'] })`,
  );
  const texts = violations.map(({ id, nodes }) => {
    const places = nodes.map(
      ({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`,
    );
    return `${id}: ${places.join('\n')}`;
  });
  assert.deepEqual(texts, [], name);
}
