// make demo: the shop really runs, its requests and its mailer's lines are found by request id, and ctrl-C ends it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { find } from '../harness/api.ts';
import { cleanEnvironment, eventually, temporaryFolder } from '../harness/server.ts';

const root = resolve(import.meta.dirname, '../../..');

test('the demo shows a shop at work', async () => {
  const folder = temporaryFolder();
  const demo = spawn(process.execPath, [join(root, 'examples/demo.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: cleanEnvironment({ DEMO_LISTEN: '127.0.0.1:0', DEMO_DATA: join(folder.path, 'data') }),
  });
  const exited = once(demo, 'exit');
  try {
    let said = '';
    demo.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await eventually('it says where it is', () => /runs at http:\/\/\S+/.test(said), 30_000);
    const url = /runs at (http:\/\/[\d.:]+)/.exec(said)?.[1] ?? '';
    let requestId = '';
    await eventually('a receipt was sent', async () => {
      requestId = (await find(url, 'service:shop-mailer "receipt sent"'))[0]?.request_id ?? '';
      return requestId !== '';
    });
    await eventually('the web service wrote of the same request', async () => {
      const services = new Set(
        (await find(url, `request:${requestId}`)).map(({ service }) => service),
      );
      return services.has('shop-web') && services.has('shop-mailer');
    });
  } finally {
    demo.kill('SIGINT');
    const [code] = await exited;
    assert.equal(code, 0);
    folder.remove();
  }
});
