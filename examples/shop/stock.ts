// The stock service for machines without Python: what stock.py does, in Node, logging plain text with winston.
import Fastify from 'fastify';
import winston from 'winston';

const perShelf = 8;
const shelf = new Map<string, number>();

const { combine, printf, timestamp } = winston.format;
const line = printf(
  ({ timestamp: time, level, requestId, message }) =>
    `${String(time)} ${level.toUpperCase()} stock [${String(requestId)}] ${String(message)}`,
);
const log = winston.createLogger({
  format: combine(timestamp(), line),
  transports: [new winston.transports.Console()],
});

class OutOfStock extends Error {
  override name = 'OutOfStock';
}

function reserve(title: string): number {
  const left = (shelf.get(title) ?? perShelf) - 1;
  shelf.set(title, left < 0 ? perShelf : left);
  if (left < 0) throw new OutOfStock(`the last ${title} is gone`);
  return left;
}

const app = Fastify({ requestIdHeader: 'x-request-id' });

app.post<{ Params: { title: string } }>('/reserve/:title', (request, reply) => {
  const { title } = request.params;
  try {
    const left = reserve(title);
    log.info(`reserved one ${title}, ${left} left`, { requestId: request.id });
    return { left };
  } catch (error) {
    // As text, so that the stack trace is lines of its own.
    log.error(`cannot reserve\n${error instanceof Error ? error.stack : ''}`, {
      requestId: request.id,
    });
    return reply.code(409).send({ error: 'out of stock' });
  }
});

await app.listen({ port: Number(process.env['PORT'] ?? 0), host: '127.0.0.1' });
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void app.close().then(() => process.exit(0)));
}
