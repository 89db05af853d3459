// make demo: Groundcrew with a small shop logging into it. Ctrl-C stops both; the data stays in demo-data/.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const root = resolve(import.meta.dirname, '..');
const listen = process.env['DEMO_LISTEN'] ?? '127.0.0.1:4400';
const data = process.env['DEMO_DATA'] ?? join(root, 'demo-data');

function run(args: string[], stdout: 'pipe' | 'inherit'): ChildProcess {
  return spawn(process.execPath, args, { stdio: ['ignore', stdout, 'inherit'], cwd: root });
}

const server = run(
  [
    'packages/groundcrew/dist/main.js',
    'serve',
    '--data',
    data,
    '--listen',
    listen,
    '--log.level',
    'warn',
  ],
  'pipe',
);
let shop: ChildProcess | undefined;
server.once('exit', (code) => {
  shop?.kill();
  process.exit(code ?? 1);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    shop?.kill();
    server.kill('SIGTERM');
  });
}

if (!server.stdout) throw new Error('BUG: the server has no standard output');
const [ready] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
const url = /http:\/\/\S+/.exec(ready)?.[0] ?? '';
shop = run(['examples/shop/shop.ts', url], 'inherit');
const at = url === 'http://127.0.0.1:4400' ? '' : ` --url ${url}`;

console.log(`
Groundcrew runs at ${url}, and a small shop logs into it. In another terminal try:

  ./crew logs${at}                                          the newest lines
  ./crew logs --follow${at}                                 as they come in
  ./crew logs 'level:error' --since 10m${at}                what went wrong
  ./crew logs 'service:shop-web duration_ms:>500'${at}      what was slow
  ./crew sql 'SELECT service, count() FROM logs GROUP BY service'${at}
  curl -d 'hello from a shell' ${url}/ingest

The API, with a page that explains it: ${url}/api
Ctrl-C stops the demo; its data stays in ${data}.`);
