// Refusals as problem documents. https://www.rfc-editor.org/rfc/rfc9457
import { randomUUID } from 'node:crypto';
import { GroundcrewError, type Log, problemDocument } from '@groundcrew/runtime';

/** A problem document and the headers that go with it. */
export interface Problem {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const problemType = 'application/problem+json';

/** Describes an error to a caller. What is not meant for them is logged under an id, and they get the id. */
export function problemOf(error: unknown, log: Log): Problem {
  const known = refusalOf(error) ?? internalError(error, log);
  const { status, retryAfterSeconds } = known;
  const headers: Record<string, string> = { 'content-type': problemType };
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds);
  if (status === 401) headers['www-authenticate'] = 'Bearer realm="groundcrew"';
  return { status, headers, body: JSON.stringify(problemDocument(known)) };
}

function refusalOf(error: unknown): GroundcrewError | undefined {
  if (error instanceof GroundcrewError)
    return error.status < 500 || error.status === 503 ? error : undefined;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return frameworkRefusals.get(code)?.();
}

/** What fastify refuses before a route is reached, in our words. */
const frameworkRefusals = new Map<string, () => GroundcrewError>([
  ['FST_ERR_CTP_BODY_TOO_LARGE', () => bodyError(413, 'body-too-large', 'it is too large')],
  [
    'FST_ERR_CTP_INVALID_MEDIA_TYPE',
    () => bodyError(415, 'media-type', 'its type is not supported'),
  ],
  ['FST_ERR_CTP_EMPTY_JSON_BODY', () => bodyError(400, 'bad-body', 'it is empty')],
  ['FST_ERR_CTP_INVALID_JSON_BODY', () => bodyError(400, 'bad-body', 'it is not JSON')],
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', () => bodyError(400, 'bad-body', 'its length is wrong')],
  [
    'FST_ERR_BAD_URL',
    () => new GroundcrewError('bad-url', 'cannot read the path', { status: 400 }),
  ],
]);

const bodyError = (status: number, code: string, reason: string) =>
  new GroundcrewError(code, `cannot read the body: ${reason}`, { status });

function internalError(error: unknown, log: Log): GroundcrewError {
  const id = randomUUID();
  log.error({ err: error, id }, 'a request failed');
  return new GroundcrewError('internal', 'cannot answer the request: something went wrong here', {
    status: 500,
    hint: 'The log of Groundcrew tells more under this id.',
    extra: { id },
  });
}
