// Answers that break off in the middle: ClickHouse writes the exception behind the data, between marks that hold a tag
// from the answer's headers. https://clickhouse.com/docs/interfaces/http (since 25.11)
import { type Readable, Transform } from 'node:stream';
import { parseError } from '@clickhouse/client';

/** An exception's block is at most this long; ClickHouse cuts it at 16 KiB. */
const tailBytes = 32 * 1024;

/**
 * The stream of an answer's body, which fails with the exception itself when there is one at its end, and is destroyed
 * when the signal fires. Data is passed on as it comes, the block included.
 */
export function brokenOff(
  source: Readable,
  tag: string | undefined,
  signal: AbortSignal | undefined,
): Readable {
  let tail: Buffer = Buffer.alloc(0);
  const failure = (error: Error | undefined) => exceptionIn(tail, tag) ?? error;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const joined = chunk.length >= tailBytes ? chunk : Buffer.concat([tail, chunk]);
      tail = joined.subarray(-tailBytes);
      done(null, chunk);
    },
    flush(done) {
      done(failure(undefined));
    },
    destroy(error, done) {
      source.destroy();
      done(error);
    },
  });
  source.once('error', (error) => stream.destroy(failure(error)));
  source.once('close', () => {
    if (!source.readableEnded) stream.destroy(failure(new Error('the answer broke off')));
  });
  const abort = () => stream.destroy(asError(signal?.reason));
  signal?.addEventListener('abort', abort, { once: true });
  stream.once('close', () => signal?.removeEventListener('abort', abort));
  if (signal?.aborted) abort();
  return source.pipe(stream);
}

function exceptionIn(tail: Buffer, tag: string | undefined): Error | undefined {
  if (tag === undefined) return undefined;
  const start = tail.lastIndexOf(`\r\n__exception__\r\n${tag}\r\n`);
  if (start < 0 || !tail.includes(` ${tag}\r\n__exception__\r\n`, start)) return undefined;
  const lines = tail.toString('utf8', start).split('\n');
  // After the mark and the tag comes the message; its length and the closing mark are the last lines.
  return parseError(lines.slice(3, -3).join('\n'));
}

const asError = (reason: unknown) => (reason instanceof Error ? reason : new Error(String(reason)));
