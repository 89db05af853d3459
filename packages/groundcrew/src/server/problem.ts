// Refusals made before a request reaches the API or a receiver. https://www.rfc-editor.org/rfc/rfc9457
import type { ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type GroundcrewError, problemDocument } from '@groundcrew/runtime';

/** Answers a request with a problem document. */
export function answerProblem(response: ServerResponse, error: GroundcrewError): void {
  const text = JSON.stringify(problemDocument(error));
  if (error.retryAfterSeconds !== undefined)
    response.setHeader('Retry-After', error.retryAfterSeconds);
  response.writeHead(error.status, {
    'Content-Type': 'application/problem+json',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

const statusOfParserErrors = new Map([
  ['HPE_HEADER_OVERFLOW', 431],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
]);

/** Answers what is not HTTP, too large in its headers or too slow, and hangs up. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable || (socket as Socket).bytesWritten > 0) {
    // After an answer has begun, another status line would be taken for a part of it.
    socket.destroy();
    return;
  }
  const status = statusOfParserErrors.get(error.code ?? '') ?? 400;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\nX-Content-Type-Options: nosniff\r\n\r\n`,
  );
}
