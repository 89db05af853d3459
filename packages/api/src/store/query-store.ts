// Asks the store, within bounds: a slot, a time, memory, rows; and lets go of everything when the caller leaves.
import { randomUUID } from 'node:crypto';
import { finished, type Readable } from 'node:stream';
import type { Sql } from '@groundcrew/store';
import type { Api } from '../api.ts';
import { ExceptionInStream } from './exception-in-stream.ts';
import { storeUnavailable } from './store-errors.ts';

/** A question to the store. */
export interface StoreQuestion {
  readonly sql: Sql;
  /** ClickHouse settings beside those that every question gets. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** Turns what the store threw into what the caller hears. */
  readonly judge: (error: unknown) => unknown;
}

/** The store's answer: bytes in the format asked for. */
export interface StoreReply {
  readonly stream: Readable;
  /** Rows the store had read when the answer began, when it says so. */
  readonly readRows: string | undefined;
}

/** Every question reads only, and is given up by the store when its connection closes. */
const alwaysSettings = {
  cancel_http_readonly_queries_on_client_close: 1,
  wait_end_of_query: 0,
  timeout_overflow_mode: 'throw',
  read_overflow_mode: 'throw',
};

/** Made once: a reason made for each question, with its stack, costs as much as the rest of letting go. */
const hasLeft = new Error('nobody waits for the answer any more');

/** Bounds of a question by ourselves. Its text may set what it needs, so it is `readonly` = 2. */
export function searchSettings({ limits }: Api, seconds = limits.searchSeconds) {
  return {
    readonly: 2,
    max_execution_time: seconds,
    max_memory_usage: limits.queryMemoryBytes,
    max_rows_to_read: limits.queryReadRows,
    max_threads: limits.queryThreads,
  };
}

/**
 * Asks and returns the answer's stream, whose errors are judged too. The slot is given back when the stream closes.
 * Throws `store-unavailable`, `too-many-queries` (503) and what `judge` makes of the rest.
 */
export async function askStore(
  api: Api,
  { sql, settings, judge }: StoreQuestion,
  signal: AbortSignal,
): Promise<StoreReply> {
  // A server elsewhere is asked anyway: it may be back.
  if (api.store.isEmbedded && !api.store.isUp) throw storeUnavailable();
  const release = await api.slots.take(signal);
  const leaving = new AbortController();
  const leave = () => leaving.abort(hasLeft);
  signal.addEventListener('abort', leave);
  const letGo = (): void => {
    signal.removeEventListener('abort', leave);
    leave();
    release();
  };
  try {
    signal.throwIfAborted();
    const answer = await api.store.client().exec({
      query: sql.text,
      query_params: { ...sql.parameters },
      clickhouse_settings: { ...alwaysSettings, ...settings },
      abort_signal: leaving.signal,
      query_id: `groundcrew-api-${randomUUID()}`,
    });
    const stream = judged(
      answer.stream,
      header(answer.response_headers, 'x-clickhouse-exception-tag'),
      judge,
    );
    finished(stream, letGo);
    return {
      stream,
      readRows: readRowsOf(header(answer.response_headers, 'x-clickhouse-summary')),
    };
  } catch (error) {
    letGo();
    signal.throwIfAborted();
    throw judge(error);
  }
}

/** The stream with exceptions found in it, and with errors as callers hear them. */
function judged(
  source: Readable,
  tag: string | undefined,
  judge: StoreQuestion['judge'],
): Readable {
  // Without a tag nothing can match a random one.
  const outlet = new ExceptionInStream(tag ?? randomUUID(), judge);
  source.on('error', (error) => outlet.fail(error));
  source.once('close', () => {
    if (!source.readableEnded && !outlet.destroyed) outlet.fail(new Error('socket hang up'));
  });
  outlet.once('close', () => source.destroy());
  return source.pipe(outlet);
}

function header(
  headers: Record<string, string | string[] | undefined>,
  name: string,
): string | undefined {
  const text = headers[name];
  return Array.isArray(text) ? text[0] : text;
}

function readRowsOf(summary: string | undefined): string | undefined {
  return /"read_rows":\s*"?(\d{1,20})/.exec(summary ?? '')?.[1];
}
