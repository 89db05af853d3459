// Writes the answers of HTTP receivers with as little work as possible: one write, few headers.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GroundcrewError } from '@groundcrew/runtime';
import { supportedEncodings } from './encodings.ts';
import { lingerThenClose } from './linger.ts';
import { problemJson, retryAfterSeconds } from './problem.ts';

/** What was kept, as the client is told. */
export interface Accepted {
  rows: number;
  /** Lines cut to the limits. */
  cut: number;
  /** True when an earlier request with the same Idempotency-Key had been kept already. */
  isRepeat: boolean;
}

/** PUT because `curl -T -` uses it. */
const allowedMethods = 'POST, PUT, OPTIONS';

/** Answers 200 with the number of lines kept. */
export function answerAccepted(response: ServerResponse, accepted: Accepted): void {
  const cut = accepted.cut > 0 ? `,"cut":${accepted.cut}` : '';
  const duplicate = accepted.isRepeat ? ',"duplicate":true' : '';
  const body = `{"accepted":${accepted.rows}${cut}${duplicate}}\n`;
  response.writeHead(200, ['content-type', 'application/json', 'content-length', `${body.length}`]);
  response.end(body);
}

/** Answers what may be done at an address. */
export function answerOptions(response: ServerResponse): void {
  response.writeHead(204, { allow: allowedMethods, 'accept-encoding': supportedEncodings });
  response.end();
}

/** Bodies up to this size are read to their end after a refusal, so that the connection can be kept. */
const DRAINED_BYTES_MAX = 65_536;

/** Answers a refusal as a problem document. The connection is closed if too much of the body is still to come. */
export function answerProblem(
  request: IncomingMessage,
  response: ServerResponse,
  error: GroundcrewError,
  random: number,
): void {
  if (response.headersSent || response.destroyed) return;
  const body = request.method === 'HEAD' ? '' : problemJson(error);
  const isDrained = request.complete || isSmall(request);
  response.writeHead(error.status, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    ...extraHeaders(error, random),
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
function extraHeaders(error: GroundcrewError, random: number): Record<string, string | number> {
  if (error.status === 405) return { allow: allowedMethods };
  if (error.status === 415) return { 'accept-encoding': supportedEncodings };
  if (error.status === 401) return { 'www-authenticate': 'Bearer realm="groundcrew"' };
  const seconds = retryAfterSeconds(error, random);
  return seconds === undefined ? {} : { 'retry-after': seconds };
}
