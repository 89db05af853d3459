// What went wrong in the store, as callers may hear it. Codes:
// https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp
import { GroundcrewError } from '@groundcrew/runtime';

/** An exception of the store: `code` is ClickHouse's number, `name` its word, such as SYNTAX_ERROR. */
export interface StoreException {
  readonly code: number;
  readonly name: string;
  readonly message: string;
}

const expensive = new Set([158, 160, 191, 307, 396]);
const missing = new Set([60, 81]);
const timeExceeded = 159;
const memoryExceeded = 241;
const tooManyQueries = 202;
const cancelled = new Set([394, 734, 735]);
const badRegex = 427;

/** Judges what a query written by us threw. What nobody can do anything about is passed through, to be logged. */
export function searchError(error: unknown): unknown {
  const exception = exceptionOf(error);
  if (!exception) return isConnectionError(error) ? storeUnavailable(error) : error;
  if (missing.has(exception.code)) return storeUnavailable(error);
  if (exception.code === badRegex) {
    return new GroundcrewError('bad-query', 'cannot run the query: the store refuses its pattern', {
      status: 400,
      cause: error,
    });
  }
  return limitError(exception, error) ?? error;
}

/** Judges what SQL written by a user threw: the store's own words, without paths. */
export function sqlError(error: unknown): unknown {
  const exception = exceptionOf(error);
  if (!exception) return isConnectionError(error) ? storeUnavailable(error) : error;
  const limited = limitError(exception, error);
  if (limited) return limited;
  return new GroundcrewError(
    'sql-failed',
    `cannot run the SQL: ${withoutPaths(exception.message)}`,
    {
      status: 400,
      extra: { clickhouse_code: exception.code, clickhouse_name: exception.name },
      cause: error,
    },
  );
}

/** The store is away, or not ready yet. */
export function storeUnavailable(cause?: unknown): GroundcrewError {
  return new GroundcrewError('store-unavailable', 'cannot ask the store: it is not up', {
    status: 503,
    retryAfterSeconds: 2,
    hint: 'Lines are still accepted and kept. Ask again in a moment.',
    cause,
  });
}

/** Reads ClickHouse's form of an exception, `Code: 62. DB::Exception: … (SYNTAX_ERROR)`. */
export function parseException(text: string): StoreException | undefined {
  const match = /Code: (\d+)\. (?:DB::[A-Za-z]*Exception: )?([\s\S]*)/.exec(text.slice(0, 16_384));
  if (!match) return undefined;
  const [, code = '0', rest = ''] = match;
  const message = rest.replace(/\(version [^()]*(?:\([^()]*\))?[^()]*\)\s*$/, '').trim();
  const name = /\(([A-Z][A-Z0-9_]+)\)[\s.]*$/.exec(message)?.[1] ?? 'UNKNOWN';
  return {
    code: Number(code),
    name,
    message: message.replace(/\([A-Z][A-Z0-9_]+\)[\s.]*$/, '').trimEnd(),
  };
}

function exceptionOf(error: unknown): StoreException | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? Number(error.code) : Number.NaN;
  if (!Number.isInteger(code)) return parseException(error.message);
  const name = 'type' in error ? String(error.type) : 'UNKNOWN';
  return { code, name, message: error.message };
}

function limitError(
  { code, message }: StoreException,
  cause: unknown,
): GroundcrewError | undefined {
  if (cancelled.has(code)) return storeUnavailable(cause);
  if (
    code === tooManyQueries ||
    (code === memoryExceeded && /\(total\)|total memory/i.test(message))
  ) {
    return new GroundcrewError('store-busy', 'cannot run the query: the store is busy', {
      status: 503,
      retryAfterSeconds: 5,
      cause,
    });
  }
  if (code === timeExceeded) return tooExpensive('query-timeout', 'it takes too long', cause);
  if (code === memoryExceeded)
    return tooExpensive('query-too-large', 'it needs too much memory', cause);
  if (!expensive.has(code)) return undefined;
  return tooExpensive('query-too-large', 'it reads or returns too much', cause);
}

const tooExpensive = (code: string, reason: string, cause: unknown) =>
  new GroundcrewError(code, `cannot finish the query: ${reason}`, {
    status: 422,
    hint: 'Narrow the time range, add a condition, or ask for less.',
    cause,
  });

const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'EAI_AGAIN',
  'ENOTFOUND',
]);

function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return (
    connectionCodes.has(code) ||
    /socket hang up|aborted|timeout error|not up|stopped/i.test(error.message)
  );
}

/** Messages can name files of the server and what stands in its configuration. */
export function withoutPaths(text: string): string {
  const [words = ''] = text.split('Stack trace:', 1);
  return words
    .trimEnd()
    .replaceAll(/(?:\/[\w.@+~%-]+){2,}\/?/g, '…')
    .replaceAll(/\p{Cc}+/gu, ' ')
    .slice(0, 1000)
    .toWellFormed();
}
