// Lines of a small shop, for the tests of the Logs page.

const trace = [
  'Error: the last cup is gone',
  '    at checkout (/srv/shop/checkout.ts:17:9)',
  '    at Layer.handle (/srv/shop/node_modules/router/layer.js:95:5)',
  '    at next (/srv/shop/node_modules/router/route.js:149:13)',
  '    at serve (/srv/shop/shop.ts:101:5)',
].join('\n');

/** A shop's lines of the last fifty minutes: one in ten an error, three lines a request. */
export function shopLines(lines: number, nowMs: number): string {
  return Array.from({ length: lines }, (_, index) =>
    JSON.stringify({
      time: new Date(nowMs - 3_000_000 + index * 2_400).toISOString(),
      level: index % 10 === 0 ? 'error' : 'info',
      service: index % 4 === 0 ? 'mailer' : 'web',
      host: `node-${index % 3}`,
      request_id: `req-${Math.floor(index / 3)}`,
      message: `order ${index} placed`,
      amount: { value: index, currency: 'EUR' },
      ...(index % 10 === 0 ? { err: { stack: trace } } : {}),
      tags: ['a', { deep: [1, 2] }],
    }),
  ).join('\n');
}
