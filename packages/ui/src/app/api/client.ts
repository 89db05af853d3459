// Requests to the server: the token, problems as errors, and whether the server is there at all.
import { connection } from './connection.ts';
import { parseExactly } from './exact-json.ts';

/** A refusal as the server worded it, or the server's absence. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string | undefined;
  /** Where in the query the error is, in UTF-16 units. */
  readonly position: number | undefined;
  readonly details: unknown;

  constructor(message: string, facts: Partial<Omit<ApiError, 'message'>> = {}) {
    super(message);
    this.name = 'ApiError';
    this.status = facts.status ?? 0;
    this.code = facts.code ?? 'unknown';
    this.hint = facts.hint;
    this.position = facts.position;
    this.details = facts.details;
  }
}

/** Whether nobody answered. The banner of the frame says that already. */
export const isAway = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 'away';

/** Parameters of a request; lists are repeated, undefined ones left out. */
export type Parameters = Record<string, string | number | boolean | readonly string[] | undefined>;

interface RequestOptions {
  parameters?: Parameters;
  signal?: AbortSignal;
  method?: string;
  body?: string;
  contentType?: string;
  accept?: string;
}

const tokenKey = 'groundcrew.token';
let token = readToken();

function readToken(): string | undefined {
  try {
    return sessionStorage.getItem(tokenKey) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Whether requests carry a token. */
export const hasToken = () => token !== undefined;

/** Keeps a token until this tab is closed; undefined forgets it. */
export function useNewToken(next: string | undefined): void {
  token = next;
  try {
    if (next === undefined) sessionStorage.removeItem(tokenKey);
    else sessionStorage.setItem(tokenKey, next);
  } catch {
    // It lasts as long as the page then.
  }
  connection.authorised();
}

/** A path with its parameters. */
export function apiAddress(path: string, parameters: Parameters = {}): string {
  const search = new URLSearchParams();
  for (const [name, given] of Object.entries(parameters)) {
    if (given === undefined) continue;
    for (const text of Array.isArray(given) ? given : [given]) search.append(name, String(text));
  }
  return search.size === 0 ? path : `${path}?${search.toString()}`;
}

/** Asks the server. Throws ApiError for everything but a good answer, and lets aborts through. */
export async function request(path: string, options: RequestOptions = {}): Promise<Response> {
  const { parameters, signal, method = 'GET', body, contentType = 'application/json' } = options;
  const headers: Record<string, string> = { Accept: options.accept ?? 'application/json' };
  const sent = token;
  if (sent !== undefined) headers['Authorization'] = `Bearer ${sent}`;
  if (body !== undefined) headers['Content-Type'] = contentType;
  let answer: Response;
  try {
    answer = await fetch(apiAddress(path, parameters), {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      ...(signal ? { signal } : {}),
      credentials: 'omit',
      redirect: 'error',
    });
  } catch (error) {
    signal?.throwIfAborted();
    connection.lost();
    throw new ApiError('Groundcrew does not answer.', { code: 'away', details: String(error) });
  }
  connection.found();
  if (answer.ok) return answer;
  if (answer.status === 401) {
    // Refused for what it was sent with, while this tab got another token.
    if (sent !== token) return request(path, options);
    connection.needsToken();
  }
  throw await problemOf(answer);
}

async function problemOf(answer: Response): Promise<ApiError> {
  const text = await answer.text().catch(() => '');
  let problem: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed) problem = { ...parsed };
  } catch {
    // A proxy in between may answer in its own form.
  }
  const textOf = (member: unknown) => (typeof member === 'string' ? member : undefined);
  const { position } = problem;
  return new ApiError(textOf(problem['detail']) ?? `The server answered ${answer.status}.`, {
    status: answer.status,
    code: textOf(problem['code']) ?? 'unknown',
    hint: textOf(problem['hint']),
    position: typeof position === 'number' ? position : undefined,
    details: text.slice(0, 4000),
  });
}

/** Asks for JSON. Whole numbers that JavaScript cannot hold become BigInt, so that ids are shown as they were logged. */
export async function requestJson<Result>(path: string, options?: RequestOptions): Promise<Result> {
  const answer = await request(path, options);
  let text: string;
  try {
    text = await answer.text();
  } catch (error) {
    options?.signal?.throwIfAborted();
    throw new ApiError('The answer broke off.', { code: 'broken-off', details: String(error) });
  }
  // The API's own document says this is its form.
  return parseExactly(text) as Result;
}
