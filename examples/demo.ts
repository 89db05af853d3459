// make demo: Groundcrew with a small shop running under it. Ctrl-C stops everything; the data stays in demo-data/.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { openPrograms } from './demo/programs.ts';
import { planShop, runShop, type ShopPlan } from './demo/shop.ts';

const root = resolve(import.meta.dirname, '..');
const crew = join(root, 'packages/groundcrew/dist/main.js');
const listen = process.env['DEMO_LISTEN'] ?? '127.0.0.1:4400';
const folder = resolve(process.env['DEMO_DATA'] ?? join(root, 'demo-data'));

/** JSON is YAML. */
function writeConfiguration(plan: ShopPlan): string {
  const path = join(folder, 'groundcrew.yaml');
  const configuration = {
    data: join(folder, 'groundcrew'),
    listen,
    log: { level: 'warn' },
    ...(plan.nginx && { tail: [{ path: plan.nginx.accessLog, service: 'nginx' }] }),
  };
  writeFileSync(path, `${JSON.stringify(configuration, undefined, 2)}\n`);
  return path;
}

function introduction(url: string, plan: ShopPlan): string {
  const at = url === 'http://127.0.0.1:4400' ? '' : ` --url ${url}`;
  const parts = [
    ...(plan.nginx ? ['nginx'] : []),
    'a web service in Node',
    plan.hasPython ? 'a stock service in Python' : 'a stock service in Node',
    'a worker',
    'and a report every 20 seconds',
  ];
  return `
Groundcrew runs at ${url}, and a small shop runs under it: ${parts.join(', ')}.
In another terminal try:

  ./crew logs${at}                                    the newest lines of all of them
  ./crew logs --follow${at}                           as they come in
  ./crew logs level:error --since 10m${at}            what went wrong, with stack traces
  ./crew logs request:ID${at}                         one request on its way; take an ID from any line
  ./crew runs sales-report${at}                       a scheduled job with a slow step and a bug
  ./crew logs 'service:nginx request_time:>0.1'${at}  slow requests
  ./crew sql 'SELECT service, count() FROM logs GROUP BY service'${at}
  ./crew run${at} -- df -h                            anything else runs under it as well

The screen is at ${url}, the API at ${url}/api.
Ctrl-C stops the demo; its data stays in ${folder}.`;
}

mkdirSync(folder, { recursive: true });
const plan = await planShop(folder);
const server = spawn(process.execPath, [crew, 'serve', '--config', writeConfiguration(plan)], {
  stdio: ['ignore', 'pipe', 'inherit'],
  // Ctrl-C must not reach it: it ends last.
  detached: true,
});
process.on('exit', () => server.kill());
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
const serverEnded = once(server, 'exit').then(([code]: unknown[]) => {
  stopping.abort();
  return typeof code === 'number' ? code : 1;
});

const ready = await Promise.race([
  once(createInterface({ input: server.stdout }), 'line'),
  serverEnded,
]);
const url = Array.isArray(ready) ? /http:\/\/\S+/.exec(String(ready[0]))?.[0] : undefined;
if (url !== undefined && !stopping.signal.aborted) {
  const programs = openPrograms({ crew, url, folder });
  console.log(introduction(url, plan));
  stopping.signal.addEventListener('abort', () => void programs.stop());
  await runShop(plan, programs, { folder, signal: stopping.signal, say: console.log });
}
// First the programs, so that their last lines arrive.
server.kill('SIGTERM');
process.exitCode = await serverEnded;
