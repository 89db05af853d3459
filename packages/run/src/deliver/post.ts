// One request to the server, by node:http: it loads in a millisecond, which `fetch` does not.
import type { IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';

/** Longest wait for an answer. */
const answerMsMax = 30_000;
/** Only the start of a refusal is read: it is for a message. */
const answerBytesMax = 16 * 1024;

/** A server that asks for more time than this is asked again nevertheless. */
const afterMsMax = 30_000;

/**
 * What the server said. `away`: nothing (it is not there), or that it cannot take it now. `denied`: the token is not
 * good enough.
 */
export type Outcome =
  | { kind: 'taken' }
  | { kind: 'away'; reason: string; afterMs: number; isThere: boolean }
  | { kind: 'denied'; reason: string }
  | { kind: 'refused'; reason: string; status: number };

/** A server to deliver to. */
export interface Target {
  /** Without a slash at its end. */
  url: string;
  token: string | undefined;
}

/** Sends bodies to one server over connections that are kept. */
export interface Poster {
  post(path: string, body: Buffer, headers?: Record<string, string>): Promise<Outcome>;
  close(): void;
}

/** Opens a poster; makes no connection yet. */
export function openPoster({ url, token }: Target): Poster {
  // An import would read every export of the module, and with them load `fetch`.
  const { Agent, request } = process.getBuiltinModule(
    url.startsWith('https:') ? 'node:https' : 'node:http',
  );
  const agent = new Agent({ keepAlive: true });
  return {
    post: (path, body, headers = {}) => {
      const options: RequestOptions = {
        method: 'POST',
        agent,
        timeout: answerMsMax,
        headers: {
          'content-type': 'application/x-ndjson',
          'content-length': body.length,
          ...(token ? { authorization: `Bearer ${token.trim()}` } : {}),
          ...headers,
        },
      };
      return new Promise((resolve) => {
        const sent = request(`${url}${path}`, options, (answer) => {
          readAnswer(answer).then(resolve, (error: unknown) => resolve(away(error)));
        });
        sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
        sent.on('error', (error) => resolve(away(error)));
        sent.end(body);
      });
    },
    close: () => agent.destroy(),
  };
}

const away = (error: unknown): Outcome => ({
  kind: 'away',
  reason: error instanceof Error && 'code' in error ? String(error.code) : String(error),
  afterMs: 0,
  isThere: false,
});

async function readAnswer(answer: IncomingMessage): Promise<Outcome> {
  const status = answer.statusCode ?? 0;
  let text = '';
  for await (const part of answer.setEncoding('utf8')) {
    if (text.length < answerBytesMax) text += String(part);
  }
  if (status >= 200 && status < 300) return { kind: 'taken' };
  const reason = `${status} ${detailOf(text)}`.trim();
  if (status === 401 || status === 403) return { kind: 'denied', reason };
  // A redirect or a missing path: no Groundcrew server there now.
  const isLasting = status >= 400 && status < 500 && ![404, 405, 408, 425, 429].includes(status);
  if (isLasting) return { kind: 'refused', reason, status };
  const after = Number(answer.headers['retry-after']);
  const afterMs = after > 0 ? Math.min(after * 1000, afterMsMax) : 0;
  return { kind: 'away', reason, afterMs, isThere: true };
}

function detailOf(text: string): string {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === 'object' && document && 'detail' in document)
      return String(document.detail);
  } catch {
    // No problem document: the status must do.
  }
  return '';
}
