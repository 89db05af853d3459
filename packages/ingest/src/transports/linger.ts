// After a refusal, a client may still be sending. Closing at once would reset the connection, and the client would
// see that instead of the answer; so what still comes is thrown away for a moment.
import type { IncomingMessage, ServerResponse } from 'node:http';

const LINGER_MS = 1000;
const LINGER_BYTES_MAX = 8_388_608;

/** Ends a response whose head (with `Connection: close`) and body are already written. */
export function lingerThenClose(request: IncomingMessage, response: ServerResponse): void {
  let discarded = 0;
  const close = () => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(close, LINGER_MS).unref();
  request.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > LINGER_BYTES_MAX) close();
  });
  request.once('end', close);
  request.once('close', close);
  request.resume();
}
