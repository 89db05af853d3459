// The four native calls the engine is made of. The addon is used directly, because chdb's own `Session.close()` waits
// for the queries of all other sessions: a connection per request would pile up behind one long query.
import { createRequire } from 'node:module';
import { assert } from '@groundcrew/runtime';

/** A native connection; runs one query at a time, and must not be closed while it runs one. */
export type NativeConnection = object & { readonly native: unique symbol };

/** What a query returned. `bytes` is its output in the asked-for format. */
export interface NativeResult {
  bytes: Uint8Array;
  /** Seconds. */
  elapsed: number;
  /** Rows of the result. */
  rowsRead: number;
  bytesRead: number;
}

export interface NativeInsertResult {
  /** Seconds. */
  elapsed: number;
  rowsWritten: number;
  bytesWritten: number;
}

/** The addon's functions, as named there. Every async call holds one libuv thread until it settles. */
export interface Native {
  CreateConnection(path: string, args?: readonly string[]): NativeConnection;
  CloseConnection(connection: NativeConnection): void;
  QueryAsyncConnection(
    connection: NativeConnection,
    sql: string,
    format: string,
  ): Promise<NativeResult>;
  /** Runs `sql`, a line feed and `data` as one INSERT, and counts what it wrote. */
  InsertRawAsyncConnection(
    connection: NativeConnection,
    sql: string,
    data: Uint8Array,
    countLines: boolean,
  ): Promise<NativeInsertResult>;
}

/** Loads the addon of this platform. Throws when chdb has none, or another one than this file was written for. */
export function loadNative(): Native {
  const require = createRequire(import.meta.url);
  const fromChdb = createRequire(require.resolve('chdb/package.json'));
  // Declared so by chdb.
  const location = fromChdb('chdb/libchdb') as { resolveLibchdb(): { packageName?: string } };
  const { packageName } = location.resolveLibchdb();
  assert(packageName, 'chdb has no platform package');
  const addon: unknown = fromChdb(packageName);
  assert(typeof addon === 'object' && addon !== null, 'the addon of chdb is not an object');
  for (const name of [
    'CreateConnection',
    'CloseConnection',
    'QueryAsyncConnection',
    'InsertRawAsyncConnection',
  ]) {
    assert(typeof Reflect.get(addon, name) === 'function', `the addon of chdb lacks ${name}`);
  }
  // The functions were checked above; their types are those of chdb 3.4.0, which is pinned.
  return addon as Native;
}
