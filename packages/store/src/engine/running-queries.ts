// The queries that run now: by the caller's query id, and how to stop one.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from './connection.ts';
import { exception } from './exception.ts';
import { stringLiteral } from './literal.ts';
import { tagSetting } from './settings.ts';

/** A query from its admission to its end. */
export interface RunningQuery {
  readonly queryId: string;
  /** What marks it in `system.processes`. */
  readonly tag: string;
  /** Resolves, never rejects, when the engine is done with it. */
  readonly settled: Promise<void>;
}

/** The queries one engine runs. */
export class RunningQueries {
  readonly #open: () => Connection;
  readonly #byId = new Map<string, RunningQuery>();

  /** `open` makes a connection for KILL QUERY. */
  constructor(open: () => Connection) {
    this.#open = open;
  }

  get all(): RunningQuery[] {
    return [...this.#byId.values()];
  }

  /** Enters a query. Throws when one with the same id runs. The function returned takes it out again. */
  add(queryId: string): { query: RunningQuery; remove: () => void } {
    if (this.#byId.has(queryId)) {
      const message = `Query with id = ${queryId} is already running`;
      throw exception('QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING', message);
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    const query = { queryId, tag: `groundcrew-${randomUUID()}`, settled: promise };
    this.#byId.set(queryId, query);
    const remove = () => {
      this.#byId.delete(queryId);
      resolve();
    };
    return { query, remove };
  }

  /** Stops a query; resolves when the engine is done with it. Asks again, because the query may not have started yet. */
  async kill(query: RunningQuery): Promise<void> {
    const sql = `KILL QUERY WHERE Settings['${tagSetting}'] = ${stringLiteral(query.tag)} ASYNC`;
    const isRunning = () => this.#byId.get(query.queryId) === query;
    for (let pauseMs = 10; isRunning(); pauseMs = Math.min(2 * pauseMs, 500)) {
      await this.#ask(sql).catch(() => {});
      await Promise.race([query.settled, delay(pauseMs, undefined, { ref: false })]);
    }
  }

  /** The engine's own ids of the running queries, by the caller's. */
  async engineIds(): Promise<Map<string, string>> {
    const text = await this.#ask(
      `SELECT Settings['${tagSetting}'], query_id FROM system.processes`,
    );
    const byTag = new Map(text.split('\n').map((line) => line.split('\t') as [string, string]));
    const result = new Map<string, string>();
    for (const query of this.#byId.values()) {
      const id = byTag.get(query.tag);
      if (id !== undefined) result.set(query.queryId, id);
    }
    return result;
  }

  async #ask(sql: string): Promise<string> {
    const connection = this.#open();
    try {
      const report = await connection.query(sql);
      return Buffer.from(report.bytes).toString('utf8');
    } finally {
      connection.close();
    }
  }
}
