// What is measured inside the page, on its own clock: when something was first painted, how long a key took, frames.
import type { Page } from 'playwright-core';

/** Runs before the page's own scripts: notes the frame in which each selector was first there, and times keys. */
export const pageClock = `(() => {
  const wanted = {
    frame: '.search-box input, [role=combobox]',
    rows: '.row[data-index]',
    chart: '.chart canvas',
  };
  const seen = {};
  window.__seen = seen;
  const afterPaint = (run) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = run;
    channel.port2.postMessage(0);
  });
  const look = () => {
    for (const [name, selector] of Object.entries(wanted)) {
      if (name in seen || !document.querySelector(selector)) continue;
      seen[name] = -1;
      afterPaint(() => { seen[name] = performance.now(); });
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
  window.__effect = (isDone) => new Promise((resolve) => {
    let pressed = 0;
    addEventListener('keydown', (event) => { pressed = event.timeStamp; }, { capture: true, once: true });
    const check = () => {
      if (pressed === 0 || !isDone()) return;
      watch.disconnect();
      afterPaint(() => resolve(performance.now() - pressed));
    };
    const watch = new MutationObserver(check);
    watch.observe(document, { childList: true, subtree: true, attributes: true, characterData: true });
  });
  window.__frames = (durationMs) => new Promise((resolve) => {
    const times = [];
    let blank = 0;
    const start = performance.now();
    const step = (now) => {
      times.push(now);
      if (document.querySelector('.row-gap')) blank += 1;
      if (now - start < durationMs) requestAnimationFrame(step);
      else resolve({ gaps: times.slice(1).map((time, index) => time - times[index]), blank });
    };
    requestAnimationFrame(step);
  });
})();`;

/** Milliseconds since the navigation began. */
export interface Paints {
  /** Anything at all. */
  readonly contentful: number;
  /** The frame, with a search that can be typed into. */
  readonly frame: number;
  readonly rows: number;
  readonly chart: number;
}

/** When the page's parts were painted; waits until all were. */
export async function readPaints(page: Page): Promise<Paints> {
  // The page's policy forbids the evaluation that waitForFunction does.
  return page.evaluate<Paints>(`new Promise((resolve, reject) => {
    const end = performance.now() + 60_000;
    const look = () => {
      const [paint] = performance.getEntriesByName('first-contentful-paint');
      if (paint && ['frame', 'rows', 'chart'].every((name) => window.__seen[name] > 0))
        resolve({ contentful: paint.startTime, ...window.__seen });
      else if (performance.now() > end) reject(new Error('the page did not show everything'));
      else setTimeout(look, 50);
    };
    look();
  })`);
}

/** Milliseconds from a key to the frame that shows its effect; `isDone` is an expression in the page. */
export async function keyToEffect(page: Page, key: string, isDone: string): Promise<number> {
  await page.evaluate(`void (window.__measured = window.__effect(() => ${isDone}))`);
  await page.keyboard.press(key);
  return page.evaluate<number>('window.__measured');
}

/** Times between frames, and frames in which a row was not there yet, while `act` goes on. */
export async function framesDuring(
  page: Page,
  durationMs: number,
  act: () => Promise<void>,
): Promise<{ gaps: number[]; blank: number }> {
  const measured = page.evaluate<{ gaps: number[]; blank: number }>(
    `window.__frames(${durationMs})`,
  );
  const end = performance.now() + durationMs;
  while (performance.now() < end) await act();
  return measured;
}

/** Bytes of scripts that came over the network for what is on screen. */
export function scriptBytes(page: Page): Promise<number> {
  return page.evaluate<number>(
    `performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js')).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`,
  );
}
