// A small shop: a web service and a mail worker in one process, logging with pino. Customers come by themselves.
// Usage: node examples/shop/shop.ts http://127.0.0.1:4400
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import pino, { type Logger } from 'pino';
import { logShipper } from './log-shipper.ts';

const groundcrew = process.argv[2] ?? 'http://127.0.0.1:4400';
const release = '2026.11.1';
const shipper = logShipper(groundcrew);
const web = pino({ base: { service: 'shop-web', release, hostname: hostname() } }, shipper);
const mailer = pino({ base: { service: 'shop-mailer', release, hostname: hostname() } }, shipper);

const products = new Map(
  ['teapot', 'kettle', 'cup', 'spoon', 'tray'].map((title, index) => [
    String(index + 1),
    { title, price: 5 + index * 3.5, stock: 40 },
  ]),
);

class OutOfStock extends Error {
  override name = 'OutOfStock';
}

const pause = (ms: number) => new Promise((wake) => setTimeout(wake, ms));

/** Sends a receipt a little later, as a queue would; the request id goes with it. */
async function sendReceipt(requestId: string, title: string): Promise<void> {
  const log = mailer.child({ request_id: requestId });
  await pause(50 + Math.random() * 400);
  if (Math.random() < 0.03) {
    log.error(
      { err: new Error('421 mailbox server is too busy'), attempt: 1 },
      'receipt not sent, trying again',
    );
    await pause(800);
  }
  log.info(
    { product: title, smtp: { host: 'mail.example', ms: Math.round(Math.random() * 90) } },
    'receipt sent',
  );
}

function checkout(log: Logger, requestId: string, id: string): { status: number; text: string } {
  const product = products.get(id);
  if (!product) return { status: 404, text: 'no such product' };
  if (product.stock === 0) {
    product.stock = 40;
    throw new OutOfStock(`the last ${product.title} is gone`);
  }
  product.stock--;
  log.info(
    { order: { product: product.title, price: product.price, left: product.stock } },
    'order placed',
  );
  void sendReceipt(requestId, product.title);
  return { status: 201, text: `a ${product.title} is yours` };
}

async function route(request: IncomingMessage, log: Logger, requestId: string) {
  const [, page, id] = (request.url ?? '/').split('/');
  await pause(Math.random() < 0.02 ? 600 + Math.random() * 900 : Math.random() * 25);
  if (page === 'checkout') return checkout(log, requestId, id ?? '');
  if (page === 'products') {
    const product = products.get(id ?? '');
    return product
      ? { status: 200, text: product.title }
      : { status: 404, text: 'no such product' };
  }
  return { status: 200, text: 'welcome' };
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const started = performance.now();
  const requestId = String(request.headers['x-request-id'] ?? randomUUID());
  const log = web.child({ request_id: requestId });
  let answer;
  try {
    answer = await route(request, log, requestId);
  } catch (error) {
    log.error({ err: error }, 'request failed');
    answer = { status: 500, text: 'sorry' };
  }
  response.writeHead(answer.status).end(answer.text);
  const level = answer.status >= 500 ? 'error' : answer.status >= 400 ? 'warn' : 'info';
  const duration_ms = Math.round((performance.now() - started) * 100) / 100;
  log[level](
    { method: request.method, path: request.url, status: answer.status, duration_ms },
    `${request.method} ${request.url} ${answer.status}`,
  );
}

/** One customer after another, a few requests each. */
async function customers(url: string): Promise<void> {
  for (;;) {
    const id = Math.random() < 0.05 ? '99' : String(1 + Math.floor(Math.random() * products.size));
    await fetch(`${url}/`);
    await fetch(`${url}/products/${id}`);
    if (Math.random() < 0.6) await fetch(`${url}/checkout/${id}`, { method: 'POST' });
    await pause(60 + Math.random() * 200);
  }
}

const server = createServer((request, response) => void serve(request, response));
server.listen(0, '127.0.0.1', () => {
  // A TCP server's address is an object.
  const { port } = server.address() as AddressInfo;
  web.info({ port }, 'the shop is open');
  for (let customer = 0; customer < 3; customer++) void customers(`http://127.0.0.1:${port}`);
});
