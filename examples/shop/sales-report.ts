// The shop's scheduled job, writing plain text. One of its steps is really slow, and it has a bug: it believes that
// every product has a price.
import { writeFileSync } from 'node:fs';
import { openDatabase } from './database.ts';

interface Sale {
  title: string;
  price: number;
  time: number;
}

const since = Date.now() - Number(process.env['REPORT_SECONDS'] ?? 30) * 1000;
const database = openDatabase();

console.log('report started');
const query = `SELECT title, orders.price AS price, time FROM orders
  JOIN products ON products.id = product WHERE time >= ? ORDER BY time`;
// The rows have the columns of the statement, if not its types: that is the bug.
const sales = database.prepare(query).all(since) as unknown as Sale[];
console.log(`read ${sales.length} orders`);

// Compares millions of pairs where an index would do.
const pairs = database
  .prepare(
    `WITH RECURSIVE minutes (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM minutes WHERE n < 2500)
     SELECT count(*) AS busy FROM minutes a JOIN minutes b ON (a.n * 7919 + b.n) % 1009 = 0`,
  )
  .get();
console.log(`found ${String(pairs?.['busy'])} busy pairs of minutes`);

const lines = sales.map(({ title, price }) => `${title},${price.toFixed(2)}`);
writeFileSync(process.env['REPORT_FILE'] ?? '/dev/null', `title,price\n${lines.join('\n')}\n`);
console.log(`report written, ${lines.length} sales`);
