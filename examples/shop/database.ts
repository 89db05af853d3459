// The shop's database, shared by the web service, the worker and the report: one SQLite file.
import { DatabaseSync } from 'node:sqlite';

/** Opens the file named by SHOP_DATABASE, with its tables. */
export function openDatabase(): DatabaseSync {
  const database = new DatabaseSync(process.env['SHOP_DATABASE'] ?? ':memory:');
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA busy_timeout = 5000;
    CREATE TABLE IF NOT EXISTS products (id INTEGER PRIMARY KEY, title TEXT, price REAL);
    CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, product INTEGER, price REAL, time INTEGER);
    CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY, request_id TEXT, title TEXT, attempts INTEGER DEFAULT 0);
    INSERT OR IGNORE INTO products VALUES
      (1, 'teapot', 24), (2, 'kettle', 31.5), (3, 'cup', 6), (4, 'spoon', 2.5), (5, 'tray', 18), (6, 'voucher', NULL);
  `);
  return database;
}
