// Sends the delivery's statements to the store. The only file here that knows how a segment's bytes get there: by
// its path when the engine is ours and reads the file itself, as the request's body otherwise.
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Store } from '../client.ts';
import { render, type SqlPart } from '../sql.ts';
import { insertSettings } from './insert-settings.ts';
import type { Attempt } from './persist.ts';

/** How long a statement may take, and the name by which an insert is found again. */
export type How = Pick<Attempt, 'signal'> & Partial<Pick<Attempt, 'id'>>;

export interface Statements {
  run: (part: SqlPart, how: How) => Promise<void>;
  /** An insert of a segment's bytes: those of the file at this path, or these. */
  runWithFile: (part: SqlPart, source: string | Buffer, how: How) => Promise<void>;
}

export function openStatements(store: Store): Statements {
  return {
    async run(part, how) {
      const { text, parameters } = render(part);
      await store.client().command({
        query: text,
        query_params: parameters,
        clickhouse_settings: settingsOf(how),
        abort_signal: how.signal,
      });
    },
    async runWithFile(part, source, how) {
      const { text, parameters } = render(part);
      const isLocal = store.isEmbedded && typeof source === 'string';
      const { stream } = await store.client().exec({
        query: text,
        query_params: parameters,
        clickhouse_settings: settingsOf(how),
        abort_signal: how.signal,
        ...(isLocal
          ? { http_headers: { 'X-Groundcrew-File': source } }
          : { values: toStream(source) }),
      });
      for await (const _ of stream);
    },
  };
}

const settingsOf = ({ id }: How) =>
  id === undefined ? insertSettings : { ...insertSettings, log_comment: id };

const toStream = (source: string | Buffer): Readable =>
  typeof source === 'string' ? createReadStream(source) : Readable.from([source]);
