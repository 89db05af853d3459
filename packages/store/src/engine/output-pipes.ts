// Results leave the engine through named pipes: `INTO OUTFILE` writes any format whole and in order, and a full pipe
// holds the query up until the reader of the answer has caught up. (The binding's own streaming repeats headers in each
// chunk and runs a query's first part on the event loop.)
import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { assert } from '@groundcrew/runtime';

/** One pipe, taken for one query. */
export interface OutputPipe {
  /** To be written to by the engine, in append mode. */
  readonly path: string;
  /** What the engine wrote; ends after `finish()`. */
  readonly readable: Readable;
  /** Says that the query is over and nothing more will be written. */
  finish(): void;
  /** Gives the pipe back; only after `finish()`. What was not read is thrown away. */
  release(): void;
}

/** The pipes of one engine, as many as queries can run. */
export class OutputPipes {
  readonly #free: string[];

  private constructor(free: string[]) {
    this.#free = free;
  }

  /** Makes pipes for `count` queries at a time in a folder, which must be empty of them. */
  static async create(folder: string, count: number): Promise<OutputPipes> {
    // Twice as many, because a pipe is free again only a moment after its query's place is.
    const paths = Array.from({ length: 2 * count }, (_, index) => join(folder, `${index}.pipe`));
    await promisify(execFile)('mkfifo', ['-m', '600', ...paths]);
    return new OutputPipes(paths);
  }

  /** Takes a pipe. */
  take(): OutputPipe {
    const path = this.#free.pop();
    assert(path !== undefined, 'more queries run than there are pipes');
    // The reader first: opening the write end without one fails.
    const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    // Held open so that the reader sees an end only when the query is over, not before the engine has opened the pipe.
    const writeEnd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    const readable = new Socket({ fd: readEnd, readable: true, writable: false });
    let finished = false;
    return {
      path,
      readable,
      finish() {
        if (!finished) closeSync(writeEnd);
        finished = true;
      },
      release: () => {
        assert(finished, 'a pipe is given back while a query may write to it');
        // Only when the read end is really closed is the rest of the data gone.
        if (readable.destroyed && readable.closed) this.#free.push(path);
        else readable.once('close', () => this.#free.push(path)).destroy();
      },
    };
  }
}
