// Gives memory back when nobody has asked anything for a while: the engine's caches and its allocator keep it otherwise.
import type { Connection } from './connection.ts';

const statements = [
  'SYSTEM DROP UNCOMPRESSED CACHE',
  'SYSTEM DROP MARK CACHE',
  'SYSTEM DROP INDEX MARK CACHE',
  'SYSTEM DROP COMPILED EXPRESSION CACHE',
  'SYSTEM DROP QUERY CONDITION CACHE',
  'SYSTEM JEMALLOC PURGE',
];

/** Counts requests, and cleans up `idleMs` after the last one. */
export class IdleMemory {
  readonly #open: () => Connection;
  readonly #idleMs: number;
  #requests = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(open: () => Connection, idleMs: number) {
    this.#open = open;
    this.#idleMs = idleMs;
  }

  /** A request has started; call the returned function when it is over. */
  enter(): () => void {
    this.#requests++;
    clearTimeout(this.#timer);
    return () => {
      if (--this.#requests > 0) return;
      this.#timer = setTimeout(() => void this.#clean(), this.#idleMs).unref();
    };
  }

  async #clean(): Promise<void> {
    const connection = this.#open();
    try {
      for (const sql of statements) {
        // One an engine does not know costs nothing but that statement.
        await connection.query(sql).catch(() => {});
      }
    } finally {
      connection.close();
    }
  }
}
