// The stock service says the same whatever the machine has: Python with Flask and structlog, Python alone, or Node.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { it } from 'node:test';
import { cleanEnvironment, eventually, freePort } from '../harness/server.ts';

const shop = resolve(import.meta.dirname, '../../../examples/shop');
const id = '9f86d081884c7d659a2feaa0c55ad015';
const hasPython = spawnSync('python3', ['--version'], { stdio: 'ignore' }).status === 0;

const variants = [
  { name: 'Node', command: [process.execPath, join(shop, 'stock.ts')], isPython: false },
  { name: 'Python', command: ['python3', join(shop, 'stock.py')], isPython: true },
  {
    name: 'Python without packages',
    command: ['python3', '-I', '-S', join(shop, 'stock.py')],
    isPython: true,
  },
];

for (const { name, command, isPython } of variants) {
  const skip = isPython && !hasPython ? 'python3 is not installed' : false;
  it(`runs out of cups and says so in ${name}`, { skip }, async () => {
    const port = await freePort();
    const [program = '', ...args] = command;
    const service = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: cleanEnvironment({ PORT: String(port), NODE_NO_WARNINGS: '1' }),
    });
    const exited = once(service, 'exit');
    let log = '';
    service.stdout.setEncoding('utf8').on('data', (text: string) => (log += text));
    const reserve = async () => {
      const headers = { 'x-request-id': id };
      const answer = await fetch(`http://127.0.0.1:${port}/reserve/cup`, {
        method: 'POST',
        headers,
      });
      await answer.arrayBuffer();
      return answer.status;
    };
    try {
      const first = () => reserve().catch(() => 0);
      await eventually('it answers', async () => (await first()) === 200);
      const statuses = [];
      for (let count = 0; count < 9; count++) statuses.push(await reserve());
      assert.deepEqual(statuses, [...Array<number>(7).fill(200), 409, 200]);
      await eventually('it wrote it all', () => log.split(id).length > 10);
      assert.match(log, /OutOfStock: the last cup is gone/);
    } finally {
      service.kill('SIGTERM');
      assert.deepEqual(await exited, [0, null]);
    }
  });
}
