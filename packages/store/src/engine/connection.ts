// One connection to the embedded engine: its own settings, parameters and temporary tables. Connections of one
// directory share the engine and run side by side.
import { engineException } from './exception.ts';
import type { Native, NativeConnection } from './native.ts';

/** What a finished query tells about itself. */
export interface QueryReport {
  bytes: Uint8Array;
  elapsedSeconds: number;
  resultRows: number;
  resultBytes: number;
  writtenRows: number;
  writtenBytes: number;
}

const nothing = new Uint8Array();

/** A connection; at most one query at a time, closed only when none runs. */
export class Connection {
  readonly #native: Native;
  readonly #connection: NativeConnection;

  private constructor(native: Native, connection: NativeConnection) {
    this.#native = native;
    this.#connection = connection;
  }

  /** Opens the directory (`args` count only for the first connection of a process). Blocks: 60 ms, later ones 0.3 ms. */
  static open(native: Native, path: string, args?: readonly string[]): Connection {
    try {
      const connection = args ? native.CreateConnection(path, args) : native.CreateConnection(path);
      return new Connection(native, connection);
    } catch (error) {
      throw engineException(error);
    }
  }

  /** Runs any statement and returns its output as a whole. Throws {@link engineException}s. */
  async query(sql: string, format = 'TabSeparated'): Promise<QueryReport> {
    try {
      const result = await this.#native.QueryAsyncConnection(this.#connection, sql, format);
      return {
        bytes: result.bytes,
        elapsedSeconds: result.elapsed,
        resultRows: result.rowsRead,
        resultBytes: result.bytesRead,
        writtenRows: 0,
        writtenBytes: 0,
      };
    } catch (error) {
      throw engineException(error);
    }
  }

  /** Runs an INSERT that brings its data along, and counts what was written. */
  async insert(sql: string): Promise<QueryReport> {
    try {
      const result = await this.#native.InsertRawAsyncConnection(
        this.#connection,
        sql,
        nothing,
        false,
      );
      return {
        bytes: nothing,
        elapsedSeconds: result.elapsed,
        resultRows: 0,
        resultBytes: 0,
        writtenRows: result.rowsWritten,
        writtenBytes: result.bytesWritten,
      };
    } catch (error) {
      throw engineException(error);
    }
  }

  close(): void {
    this.#native.CloseConnection(this.#connection);
  }
}
