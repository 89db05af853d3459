// S5 for our own expressions: each one that stands in the compiled programs, against long repetitions of the characters
// it is made of. None may take more than linear time to speak of.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { countOf } from './counts.ts';

const length = countOf('S5_LENGTH', { reduced: 8_000, full: 50_000 });
const packages = resolve(import.meta.dirname, '../../../packages');
/** Of the browser only, or of the tests. */
const leftOut = /\.(i?test)\.js$|\/testing\/|\/ui\/|\/conformance\//;

/** Where an expression may begin: after an operator, an opening bracket or `return`. */
const literal =
  /(?<=(?:^|[=(,:?&|!;{}[]|=>|return)\s*)\/(?![*/])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/([dgimsuvy]*)/gm;

/** More than this for a text of that length is more than linear. */
const slowMs = 40 + length / 200;

/** Those that only ever see text that is short or our own. */
const bounded = new Map([
  [String.raw`/^[0-9a-f]*[1-9a-f][0-9a-f]*$/`, 'ids whose length was checked before'],
  [String.raw`/\/+$/`, 'the address that the user of the command gave'],
  [String.raw`/\*+|\?|\[!?[^\]]+\]|[\\^$.|+(){}[\]]/g`, 'paths in the configuration'],
  [
    String.raw`/^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+)(?:, ?[0-9A-Fa-f:.]+)*$/`,
    'parts of a line of at most 512 characters',
  ],
]);

interface Own {
  file: string;
  source: string;
  flags: string;
}

function ownRegexes(): Own[] {
  const found = new Map<string, Own>();
  for (const file of globSync(`${packages}/*/dist/**/*.js`)) {
    if (leftOut.test(file)) continue;
    for (const [, source = '', flags = ''] of readFileSync(file, 'utf8').matchAll(literal)) {
      try {
        // What only looks like an expression is none.
        RegExp(source, flags);
      } catch {
        continue;
      }
      const written = `/${source}/${flags}`;
      if (bounded.has(written)) continue;
      found.set(written, { file: file.slice(packages.length + 1), source, flags });
    }
  }
  return [...found.values()];
}

/** Runs in a thread of its own, so that one that never ends can be ended. */
const worker = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { own, length, slowMs } = workerData;
  for (const { file, source, flags } of own) {
    const characters = new Set([...source.replaceAll(/\\\\[nrt]/g, '\\n').replaceAll(/\\\\./g, ''), 'a', '0', ' ', '"', '-', '.', '/', ':', '=', '\\n', '@', '%', '&']);
    const texts = [...characters].flatMap((one) => [one.repeat(length) + '\\u0001', 'x' + one.repeat(length)]);
    for (const pair of ['a ', 'a.', 'a-', '0.', 'a:', 'a=', ' \\n', '\\\\"', 'a/', '""', "''", '[]', '{}', '<>', '%a', 'a"']) texts.push(pair.repeat(length / 2) + '\\u0001');
    let worstMs = 0, worst = '';
    for (const text of texts) {
      parentPort.postMessage({ at: '/' + source + '/' + flags + ' of ' + file + ' on ' + JSON.stringify(text.slice(0, 4)) });
      let tookMs = Infinity;
      // The machine may be busy with something else: the best of three counts.
      for (let attempt = 0; attempt < 3 && tookMs > slowMs; attempt++) {
        const regex = new RegExp(source, flags);
        const startMs = performance.now();
        if (flags.includes('g')) text.replace(regex, ''); else regex.test(text);
        tookMs = Math.min(tookMs, performance.now() - startMs);
      }
      if (tookMs > worstMs) { worstMs = tookMs; worst = text.slice(0, 4); }
    }
    parentPort.postMessage({ done: { file, source, flags, worstMs, worst } });
  }`;

test('no expression of our own takes long for long repetitions', async (context) => {
  const own = ownRegexes();
  assert.ok(own.length > 100, `${own.length} found`);
  const thread = new Worker(worker, { eval: true, workerData: { own, length, slowMs } });
  const slow: string[] = [];
  let at = '';
  let heardMs = performance.now();
  const stuck = setInterval(() => {
    if (performance.now() - heardMs > 15_000) void thread.terminate();
  }, 1000);
  let done = 0;
  thread.on(
    'message',
    (message: { at?: string; done?: Own & { worstMs: number; worst: string } }) => {
      heardMs = performance.now();
      if (message.at !== undefined) at = message.at;
      if (message.done === undefined) return;
      done += 1;
      const { file, source, flags, worstMs, worst } = message.done;
      if (worstMs > slowMs)
        slow.push(
          `${worstMs.toFixed(0)} ms: /${source}/${flags} of ${file} on ${JSON.stringify(worst)}`,
        );
    },
  );
  await new Promise((resolve) => thread.once('exit', resolve));
  clearInterval(stuck);
  context.diagnostic(`${done} expressions, ${length} characters each`);
  assert.equal(done, own.length, `stuck at ${at}\n${slow.join('\n')}`);
  assert.deepEqual(slow, []);
});
