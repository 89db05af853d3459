// The shop's worker: takes receipts from the outbox and sends them, each under the id of the request that asked for it.
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { openDatabase } from './database.ts';

interface Receipt {
  id: number;
  request_id: string;
  title: string;
  attempts: number;
}

const log = pino();
const database = openDatabase();
const next = database.prepare('SELECT * FROM outbox ORDER BY id LIMIT 1');
const remove = database.prepare('DELETE FROM outbox WHERE id = ?');
const postpone = database.prepare('UPDATE outbox SET attempts = attempts + 1 WHERE id = ?');

/** There is no mail server: every 25th first attempt fails as with a busy one. */
async function send(receipt: Receipt): Promise<void> {
  await pause(20 + Math.random() * 60);
  if (receipt.id % 25 === 0 && receipt.attempts === 0) {
    throw new Error('421 the mail server is too busy');
  }
}

let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => (isStopping = true));

log.info('waiting for receipts');
while (!isStopping) {
  // The row has the columns of the table.
  const receipt = next.get() as Receipt | undefined;
  if (!receipt) {
    await pause(100);
    continue;
  }
  const requestLog = log.child({ request_id: receipt.request_id });
  const started = performance.now();
  try {
    await send(receipt);
    remove.run(receipt.id);
    const duration_ms = Math.round(performance.now() - started);
    requestLog.info({ product: receipt.title, duration_ms }, 'receipt sent');
  } catch (error) {
    postpone.run(receipt.id);
    requestLog.error(
      { err: error, attempt: receipt.attempts + 1 },
      'receipt not sent, trying again',
    );
  }
}
