// Writes the answers of HTTP receivers with as little work as possible: one write, few headers.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GroundcrewError } from '@groundcrew/runtime';
import type { Answer } from '../receivers/receiver.ts';
import { supportedEncodings } from './encodings.ts';
import { lingerThenClose } from './linger.ts';
import { retryAfterSeconds } from './problem.ts';

/** PUT because `curl -T -` uses it. */
const allowedMethods = 'POST, PUT, OPTIONS';

/** Sends an answer that is no refusal. */
export function writeAnswer(response: ServerResponse, answer: Answer): void {
  const { status, contentType, body } = answer;
  const length = `${Buffer.byteLength(body)}`;
  response.writeHead(status, ['content-type', contentType, 'content-length', length]);
  response.end(body);
}

/** Answers what may be done at an address. */
export function answerOptions(response: ServerResponse): void {
  response.writeHead(204, { allow: allowedMethods, 'accept-encoding': supportedEncodings });
  response.end();
}

/** Bodies up to this size are read to their end after a refusal, so that the connection can be kept. */
const DRAINED_BYTES_MAX = 65_536;

/** Answers a refusal. The connection is closed if too much of the body is still to come. */
export function answerRefused(
  { request, response }: { request: IncomingMessage; response: ServerResponse },
  error: GroundcrewError,
  answer: Answer,
  random: number,
): void {
  if (response.headersSent || response.destroyed) return;
  const body = request.method === 'HEAD' ? '' : answer.body;
  const isDrained = request.complete || isSmall(request);
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': Buffer.byteLength(body),
    ...extraHeaders(error, answer.status, random),
    ...(isDrained ? {} : { connection: 'close' }),
  });
  if (isDrained) {
    response.end(body);
    request.resume();
  } else {
    response.write(body);
    lingerThenClose(request, response);
  }
}

/** True for requests without a body too. One that waits for 100 Continue may or may not send its body: not drained. */
function isSmall({ headers }: IncomingMessage): boolean {
  if (headers['transfer-encoding'] !== undefined || headers.expect !== undefined) return false;
  return Number(headers['content-length'] ?? 0) <= DRAINED_BYTES_MAX;
}

/** Headers that belong to a status. */
function extraHeaders(
  error: GroundcrewError,
  status: number,
  random: number,
): Record<string, string | number> {
  if (status === 405) return { allow: allowedMethods };
  if (error.code === 'encoding-unsupported') return { 'accept-encoding': supportedEncodings };
  if (status === 401) return { 'www-authenticate': 'Bearer realm="groundcrew"' };
  const seconds = retryAfterSeconds(status, error.retryAfterSeconds, random);
  return seconds === undefined ? {} : { 'retry-after': seconds };
}
