// The shop of the demo: which programs it is made of on this machine, how they are connected, and when they run.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sendCustomers } from './customers.ts';
import { freePort, hasProgram, isListening } from './machine.ts';
import { prepareNginx } from './nginx.ts';
import type { Programs } from './programs.ts';

const programs = join(import.meta.dirname, '../shop');
const reportEveryMs = 20_000;

/** What is decided before anything runs: the server is told of nginx's log. */
export interface ShopPlan {
  webPort: number;
  stockPort: number;
  nginx: { command: string[]; accessLog: string; port: number } | undefined;
  hasPython: boolean;
}

/** Looks around, and prepares what has to be on disk. */
export async function planShop(folder: string): Promise<ShopPlan> {
  const [webPort, stockPort, port] = [await freePort(), await freePort(), await freePort()];
  const nginx = hasProgram('nginx', '-v')
    ? { ...prepareNginx({ folder: join(folder, 'nginx'), port, upstreamPort: webPort }), port }
    : undefined;
  return { webPort, stockPort, nginx, hasPython: hasProgram('python3', '--version') };
}

/** Runs everything until the signal; `say` is told of programs that end by themselves. */
export async function runShop(
  plan: ShopPlan,
  children: Programs,
  options: { folder: string; signal: AbortSignal; say: (text: string) => void },
): Promise<void> {
  const { folder, signal, say } = options;
  const environment = {
    NODE_NO_WARNINGS: '1',
    SHOP_DATABASE: join(folder, 'shop.sqlite'),
    STOCK_URL: `http://127.0.0.1:${plan.stockPort}`,
  };
  const node = (file: string) => [process.execPath, join(programs, file)];
  const keep = async (name: string, command: string[], port: number | undefined) => {
    const more = { ...environment, ...(port !== undefined && { PORT: String(port) }) };
    const code = await children.run(name, command, more);
    if (!signal.aborted) say(`${name} ended with exit code ${code}: crew logs service:${name}`);
  };

  const stock = plan.hasPython ? ['python3', join(programs, 'stock.py')] : node('stock.ts');
  const services = [
    keep('stock', stock, plan.stockPort),
    keep('web', node('web.ts'), plan.webPort),
    keep('worker', node('worker.ts'), undefined),
  ];
  if (plan.nginx) services.push(keep('nginx', plan.nginx.command, undefined));
  await Promise.all([plan.stockPort, plan.webPort].map(isListening));
  const port = plan.nginx && (await isListening(plan.nginx.port)) ? plan.nginx.port : plan.webPort;
  const report = {
    ...environment,
    REPORT_FILE: join(folder, 'sales.csv'),
    REPORT_SECONDS: String(reportEveryMs / 1000),
  };
  await Promise.all([
    ...services,
    sendCustomers(`http://127.0.0.1:${port}`, signal),
    schedule(() => children.run('sales-report', node('sales-report.ts'), report), signal),
  ]);
}

/** A run soon, then one after the other. Their exit codes are Groundcrew's to show. */
async function schedule(job: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  for (let waitMs = 3_000; !signal.aborted; waitMs = reportEveryMs) {
    await pause(waitMs, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await job();
  }
}
