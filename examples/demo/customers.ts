// Three customers who come to the shop, look around and buy, until they are sent home.
import { setTimeout as pause } from 'node:timers/promises';

/** Half of them want a teapot. */
const ordinary = ['1', '1', '1', '1', '2', '3', '4', '5'];

/** Vouchers are rare, and so are addresses that do not exist. */
function chooseProduct(): string {
  const chance = Math.random();
  if (chance < 0.008) return '6';
  if (chance < 0.06) return '99';
  return ordinary[Math.floor(Math.random() * ordinary.length)] ?? '1';
}

async function visit(url: string, signal: AbortSignal): Promise<void> {
  const ask = async (path: string, method = 'GET') => {
    const answer = await fetch(`${url}${path}`, { method, signal });
    await answer.arrayBuffer();
  };
  const product = chooseProduct();
  await ask('/');
  await ask(`/products/${product}`);
  if (Math.random() < 0.6) await ask(`/checkout/${product}`, 'POST');
}

async function beCustomer(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // A shop that is away is what a customer comes back to.
    await visit(url, signal).catch(() => undefined);
    await pause(200 + Math.random() * 400, undefined, { signal }).catch(() => undefined);
  }
}

/** Resolves once all have gone, after the signal. */
export async function sendCustomers(url: string, signal: AbortSignal): Promise<void> {
  await Promise.all([1, 2, 3].map(() => beCustomer(url, signal)));
}
