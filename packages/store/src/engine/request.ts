// One request of ClickHouse's HTTP interface, taken apart: https://clickhouse.com/docs/interfaces/http
import type { IncomingMessage } from 'node:http';
import { exception } from './exception.ts';
import { multipartFields } from './multipart.ts';

/** What a request asks for, apart from its body. */
export interface QueryRequest {
  /** `query=` of the address; "" when the query is in the body. */
  query: string;
  queryId: string | undefined;
  database: string | undefined;
  defaultFormat: string | undefined;
  /** Values as sent, in ClickHouse's escaped form. */
  parameters: Map<string, string>;
  settings: Map<string, string>;
  roles: string[];
  session: SessionRequest | undefined;
  waitEndOfQuery: boolean;
}

export interface SessionRequest {
  id: string;
  timeoutSeconds: number;
  /** Only a session that exists will do. */
  check: boolean;
}

/** Parameters of the interface itself; all others are settings. */
const reserved = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'user',
  'password',
  'quota_key',
  'role',
  'session_id',
  'session_timeout',
  'session_check',
  'close_session',
  'wait_end_of_query',
  'buffer_size',
  'compress',
  'decompress',
  'stacktrace',
  'client_protocol_version',
]);

const longestQueryId = 1000;

/** Reads the address and headers of a request. Throws what ClickHouse would. */
export function readRequest(request: IncomingMessage, search: URLSearchParams): QueryRequest {
  for (const name of ['compress', 'decompress']) {
    if ((search.get(name) ?? '0') !== '0') {
      throw exception('NOT_IMPLEMENTED', `${name}=1 is not supported; use HTTP compression`);
    }
  }
  const queryId = search.get('query_id') || undefined;
  if (queryId !== undefined && queryId.length > longestQueryId) {
    throw exception('BAD_ARGUMENTS', `query_id is longer than ${longestQueryId} characters`);
  }
  const result: QueryRequest = {
    query: search.get('query') ?? '',
    queryId,
    database: search.get('database') || header(request, 'x-clickhouse-database'),
    defaultFormat: search.get('default_format') || header(request, 'x-clickhouse-format'),
    parameters: new Map(),
    settings: new Map(),
    roles: search.getAll('role'),
    session: sessionRequest(search),
    waitEndOfQuery: search.get('wait_end_of_query') === '1',
  };
  readNamed(result, search);
  return result;
}

/** Adds the parts of a multipart body: `query`, `param_…` and settings. */
export function addMultipart(request: QueryRequest, body: Buffer, contentType: string): void {
  const fields = new URLSearchParams();
  for (const [name, value] of multipartFields(body, contentType)) fields.append(name, value);
  const query = fields.get('query');
  if (query !== null) request.query += query;
  readNamed(request, fields);
}

/** True for a name that may stand unquoted in `SET`. */
export const isSettingName = (name: string) => /^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name);

function readNamed(result: QueryRequest, search: URLSearchParams): void {
  for (const [name, value] of search) {
    if (name.startsWith('param_')) {
      const parameter = name.slice('param_'.length);
      if (!isSettingName(parameter)) throw badName('parameter', parameter);
      result.parameters.set(parameter, value);
    } else if (!reserved.has(name)) {
      if (!isSettingName(name)) throw badName('setting', name);
      result.settings.set(name, value);
    }
  }
}

const badName = (what: string, name: string) =>
  exception('UNKNOWN_SETTING', `Unknown ${what} ${JSON.stringify(name.slice(0, 100))}`);

/** A format's name as it may stand in a statement and in a header. Throws UNKNOWN_FORMAT for anything else. */
export function formatName(text: string): string {
  if (/^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(text)) return text;
  throw exception('UNKNOWN_FORMAT', `Unknown format ${JSON.stringify(text.slice(0, 100))}`);
}

const longestSessionSeconds = 3600;

function sessionRequest(search: URLSearchParams): SessionRequest | undefined {
  const id = search.get('session_id');
  if (!id) return undefined;
  const text = search.get('session_timeout') ?? '60';
  const timeoutSeconds = Number(text);
  if (!/^\d{1,9}$/.test(text) || timeoutSeconds > longestSessionSeconds) {
    throw exception('INVALID_SESSION_TIMEOUT', `Invalid session timeout: '${text.slice(0, 20)}'`);
  }
  return { id, timeoutSeconds, check: search.get('session_check') === '1' };
}

/** A header sent once; undefined when it is missing or empty. */
export function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
