// A line can be found within a second of its acknowledgement, and a follower sees it at once.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { find, ingest } from '../harness/api.ts';
import {
  cleanEnvironment,
  eventually,
  program,
  startServer,
  temporaryFolder,
} from '../harness/server.ts';

test('sent, found and followed', async () => {
  const folder = temporaryFolder();
  const server = await startServer(join(folder.path, 'data'));
  try {
    const follower = spawn(process.execPath, [program, 'logs', '--follow', '--json', 'fresh'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: cleanEnvironment({ GROUNDCREW_URL: server.url }),
    });
    const followed: string[] = [];
    createInterface({ input: follower.stdout }).on('line', (line) => followed.push(line));
    await eventually('the follower is connected', async () => {
      await ingest(server.url, '{"message":"fresh start"}');
      return followed.length > 0;
    });
    const delays: number[] = [];
    for (let index = 0; index < 10; index++) {
      await ingest(
        server.url,
        JSON.stringify({ message: `fresh line ${index}`, level: 'error', index }),
      );
      const acknowledged = performance.now();
      await eventually(
        'the line is found',
        async () => (await find(server.url, `fresh index:${index}`)).length === 1,
        5000,
      );
      delays.push(performance.now() - acknowledged);
    }
    console.log(`searchable after ${delays.map(Math.round).join(', ')} ms`);
    await eventually(
      'the follower saw all',
      () => followed.filter((line) => line.includes('fresh line')).length === 10,
    );
    const records = followed.map(
      (line) => JSON.parse(line) as { body: string; attributes?: { index?: number } },
    );
    assert.deepEqual(
      records
        .filter(({ body }) => body.startsWith('fresh line'))
        .map(({ attributes }) => attributes?.index),
      Array.from({ length: 10 }, (_, index) => index),
      'in order, none twice',
    );
    follower.kill('SIGINT');
    await once(follower, 'exit');
  } finally {
    await server.stop();
    folder.remove();
  }
});
