// The body of a request: decompressed, and read in two steps, because only its first part can hold SQL.
import type { IncomingMessage } from 'node:http';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import zlib from 'node:zlib';
import { exception } from './exception.ts';
import { header } from './request.ts';

/** The body as plain bytes. Throws NOT_IMPLEMENTED for an encoding nobody here knows. */
export function decodedBody(request: IncomingMessage): Readable {
  const encoding = header(request, 'content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity') return request;
  const decoder = decoders.get(encoding);
  if (!decoder) {
    throw exception('NOT_IMPLEMENTED', `Unknown compression method: ${encoding.slice(0, 40)}`);
  }
  // A failure destroys the decoder with it, and is thrown where the decoder is read.
  return pipeline(request, decoder(), () => {});
}

const decoders = new Map<string, () => zlib.Gunzip | zlib.BrotliDecompress>([
  ['gzip', () => zlib.createGunzip()],
  ['x-gzip', () => zlib.createGunzip()],
  ['deflate', () => zlib.createInflate()],
  ['br', () => zlib.createBrotliDecompress()],
  ['zstd', () => zlib.createZstdDecompress()],
]);

/** The start of a stream, and the stream to read the rest from. */
export interface BodyStart {
  head: Buffer;
  /** True when `head` is all there is. */
  ended: boolean;
  rest: Readable;
}

/** Reads until `enough` bytes are there or the stream ends. */
export async function readStart(stream: Readable, enough: number): Promise<BodyStart> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Read by hand: leaving a `for await` would destroy the stream.
  const iterator = stream.iterator({ destroyOnReturn: false });
  while (size < enough) {
    const step = await iterator.next();
    if (step.done) return { head: Buffer.concat(chunks), ended: true, rest: empty() };
    // A byte stream yields buffers.
    const chunk = step.value as Buffer;
    chunks.push(chunk);
    size += chunk.length;
  }
  await iterator.return?.();
  return { head: Buffer.concat(chunks), ended: false, rest: stream };
}

function empty(): Readable {
  const stream = new PassThrough();
  stream.end();
  return stream;
}
