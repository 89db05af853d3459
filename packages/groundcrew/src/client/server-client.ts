// How the commands talk to a running server, and what they say when that does not work.
import { bodyOf } from './lines.ts';
import {
  GroundcrewError,
  maskPassword,
  maskUser,
  quote,
  readEnvironment,
} from '@groundcrew/runtime';

const defaultUrl = 'http://127.0.0.1:4400';
/** An answer that is an error is small; more of it is not read. */
const problemBytesMax = 64 * 1024;

/** Requests to one server. */
export interface ServerClient {
  readonly url: string;
  /**
   * Sends a request and returns the answer if it is a success. Throws GroundcrewError: `server-unreachable`, or what
   * the server's problem document says.
   */
  request(path: string, init?: RequestInit): Promise<Response>;
}

/** The server at `url` (from --url), else at GROUNDCREW_URL, else on this machine. Throws `usage` for a bad address. */
export function openServerClient(url: string | undefined): ServerClient {
  const environment = readEnvironment();
  const from = url === undefined ? 'GROUNDCREW_URL' : '--url';
  const base = baseUrl(url ?? environment.get('GROUNDCREW_URL') ?? defaultUrl, from);
  const token = environment.get('GROUNDCREW_TOKEN');
  return {
    url: base,
    async request(path, init = {}) {
      const headers = new Headers(init.headers);
      if (token) headers.set('authorization', `Bearer ${token.trim()}`);
      const answer = await send(base, path, { ...init, headers, redirect: 'error' });
      if (!answer.ok) throw await problem(answer, base);
      return answer;
    },
  };
}

function baseUrl(text: string, from: string): string {
  const problem = addressProblem(text);
  if (problem !== undefined) {
    throw new GroundcrewError(
      'usage',
      `cannot use ${quote(maskUser(text))} as an address: ${problem}`,
      { hint: `write ${from} as http://HOST:PORT; a token belongs into GROUNDCREW_TOKEN` },
    );
  }
  return text.replace(/\/+$/, '');
}

function addressProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return 'it is no http URL';
  if (url.username !== '' || url.password !== '') return 'it holds a user or a password';
  return url.search === '' && url.hash === '' ? undefined : 'it holds more than an address';
}

async function send(base: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(base + path, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new GroundcrewError(
      'server-unreachable',
      `cannot reach a Groundcrew server at ${maskPassword(base)}: ${reason(error)}`,
      {
        hint: 'start one with "groundcrew serve", or name another with --url or GROUNDCREW_URL',
        cause: error,
      },
    );
  }
}

/** fetch hides the reason in `cause`, and behind an AggregateError when it tried several addresses. */
function reason(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ENOTFOUND') return 'the host is not known';
  return code || (cause instanceof Error ? cause.message : String(cause));
}

/** An RFC 9457 problem document as an error; other answers by their status. */
async function problem(answer: Response, base: string): Promise<GroundcrewError> {
  const text = (await readStart(answer)).trim();
  const document = parseObject(text);
  const textOf = (name: string) =>
    typeof document[name] === 'string' ? document[name] : undefined;
  const message =
    textOf('detail') ??
    textOf('title') ??
    `the server at ${maskPassword(base)} answered ${answer.status}`;
  const hint = hintFor(answer.status) ?? textOf('hint');
  return new GroundcrewError(textOf('code') ?? `http-${answer.status}`, message, {
    status: answer.status,
    ...(hint !== undefined && { hint }),
    extra: document,
  });
}

function hintFor(status: number): string | undefined {
  if (status === 401) return 'set GROUNDCREW_TOKEN to a token that "groundcrew token create" made';
  if (status === 403) return 'set GROUNDCREW_TOKEN to a token whose scopes include this';
  return undefined;
}

async function readStart(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of bodyOf(answer)) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > problemBytesMax) break;
  }
  return text;
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    // Checked here to be an object; its members are checked where they are read.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
