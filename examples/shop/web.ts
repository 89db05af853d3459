// The shop's web service: Fastify, its own logger (pino), SQLite. Orders go through the stock service, receipts
// through the outbox, both with the request's id.
import Fastify from 'fastify';
import { openDatabase } from './database.ts';

const port = Number(process.env['PORT'] ?? 0);
const stock = process.env['STOCK_URL'] ?? 'http://127.0.0.1:8081';
const database = openDatabase();

const findProduct = database.prepare('SELECT id, title, price FROM products WHERE id = ?');
const addOrder = database.prepare('INSERT INTO orders (product, price, time) VALUES (?, ?, ?)');
const addReceipt = database.prepare('INSERT INTO outbox (request_id, title) VALUES (?, ?)');

interface Product {
  id: number;
  title: string;
  price: number | null;
}

const app = Fastify({ logger: true, requestIdHeader: 'x-request-id' });

/** The row has the columns of the statement. */
const productOf = (id: string) => findProduct.get(Number(id)) as Product | undefined;

app.get('/', () => 'welcome to the shop');

app.get<{ Params: { id: string } }>('/products/:id', (request, reply) => {
  const product = productOf(request.params.id);
  if (product) return product;
  request.log.warn({ product: request.params.id }, 'no such product');
  return reply.code(404).send({ error: 'no such product' });
});

app.post<{ Params: { id: string } }>('/checkout/:id', async (request, reply) => {
  const product = productOf(request.params.id);
  if (!product) return reply.code(404).send({ error: 'no such product' });
  const answer = await fetch(`${stock}/reserve/${product.title}`, {
    method: 'POST',
    headers: { 'x-request-id': request.id },
  });
  if (!answer.ok) throw new Error(`the stock service answered ${answer.status}`);
  addOrder.run(product.id, product.price, Date.now());
  addReceipt.run(request.id, product.title);
  request.log.info({ order: { product: product.title, price: product.price } }, 'order placed');
  return reply.code(201).send({ ordered: product.title });
});

await app.listen({ port, host: '127.0.0.1' });
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void app.close().then(() => process.exit(0)));
}
