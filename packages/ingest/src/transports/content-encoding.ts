// Undoes one Content-Encoding (https://www.rfc-editor.org/rfc/rfc9110#field.content-encoding), with an eye on bombs:
// output is counted while it grows, against an absolute bound, a ratio to the input read so far, and the shared budget.
import zlib from 'node:zlib';
import type { Transform } from 'node:stream';
import { refusals } from '../errors.ts';
import type { ByteAccount } from './byte-budget.ts';
import type { Encoding } from './encodings.ts';
import type { TaskQueue } from './task-queue.ts';

/** What decoding is bounded by. */
export interface DecodingLimits {
  maxDecodedBytes: number;
  maxExpansionRatio: number;
}

/** Called once: with the decoded bytes, or with the refusal that answers the request. */
export type Decoded = (error: Error | undefined, bytes: Buffer) => void;

/** Output below this is never refused for its ratio: a repetitive but small log may shrink to almost nothing. */
const RATIO_FLOOR_BYTES = 1_048_576;

/** Input is decompressed in slices, so that a bomb is known by its first one. Bodies of one slice are decoded at once. */
const SLICE_BYTES = 16_384;

/** Larger windows would let a client decide on our memory; RFC 8878, 3.1.1.1.2, recommends to support 8 MiB. */
const zstdOptions = { params: { [zlib.constants.ZSTD_d_windowLogMax]: 23 } };

const empty = Buffer.alloc(0);

/** Decodes a whole body. Small ones synchronously; larger ones wait in `queue` for their turn on the thread pool. */
export function decodeBody(
  body: { bytes: Buffer; encoding: Encoding; account: ByteAccount },
  limits: DecodingLimits,
  queue: TaskQueue,
  done: Decoded,
): void {
  if (body.bytes.length === 0) return done(undefined, empty);
  if (body.bytes.length <= SLICE_BYTES) return decodeAtOnce(body, limits, done);
  queue.run((finished) => {
    decodeInSlices(body, limits, (error, bytes) => {
      finished();
      done(error, bytes);
    });
  });
}

type Body = Parameters<typeof decodeBody>[0];

function decodeAtOnce({ bytes, encoding, account }: Body, limits: DecodingLimits, done: Decoded) {
  const maxOutputLength = outputBound(bytes.length, limits);
  let decoded: Buffer;
  try {
    decoded = decodeSync(encoding, bytes, maxOutputLength);
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'; // zlib throws Errors with codes.
    return done(
      isTooLarge ? tooLarge(maxOutputLength, limits) : refusals.encodingBroken(encoding, error),
      empty,
    );
  }
  if (account.take(decoded.length)) done(undefined, decoded);
  else done(refusals.busy(), empty);
}

function decodeSync(encoding: Encoding, bytes: Buffer, maxOutputLength: number): Buffer {
  if (encoding === 'gzip') return zlib.gunzipSync(bytes, { maxOutputLength });
  if (encoding === 'zstd')
    return zlib.zstdDecompressSync(bytes, { ...zstdOptions, maxOutputLength });
  return hasZlibHeader(bytes)
    ? zlib.inflateSync(bytes, { maxOutputLength })
    : zlib.inflateRawSync(bytes, { maxOutputLength });
}

function decodeInSlices({ bytes, encoding, account }: Body, limits: DecodingLimits, done: Decoded) {
  const stream = openDecoder(encoding, bytes);
  const chunks: Buffer[] = [];
  let size = 0;
  let fed = 0;
  let isDone = false;
  const settle = (error: Error | undefined) => {
    if (isDone) return;
    isDone = true;
    stream.destroy();
    done(error, error ? empty : Buffer.concat(chunks, size));
  };
  stream.on('data', (chunk: Buffer) => {
    if (isDone) return;
    size += chunk.length;
    const bound = outputBound(fed, limits);
    if (size > bound) settle(tooLarge(bound, limits));
    else if (!account.take(chunk.length)) settle(refusals.busy());
    else chunks.push(chunk);
  });
  stream.on('error', (error) => settle(refusals.encodingBroken(encoding, error)));
  stream.on('end', () => settle(undefined));
  const feed = () => {
    if (isDone) return;
    const slice = bytes.subarray(fed, fed + SLICE_BYTES);
    fed += slice.length;
    if (slice.length === 0) stream.end();
    else stream.write(slice, feed);
  };
  feed();
}

function openDecoder(encoding: Encoding, bytes: Buffer): Transform {
  if (encoding === 'gzip') return zlib.createGunzip({ chunkSize: 65_536 });
  if (encoding === 'zstd') return zlib.createZstdDecompress({ ...zstdOptions, chunkSize: 65_536 });
  return hasZlibHeader(bytes)
    ? zlib.createInflate({ chunkSize: 65_536 })
    : zlib.createInflateRaw({ chunkSize: 65_536 });
}

/** HTTP's deflate is the zlib format (RFC 1950); some clients send bare deflate (RFC 1951) under the same name. */
function hasZlibHeader(bytes: Buffer): boolean {
  return ((bytes[0] ?? 0) & 0x0f) === 8 && bytes.length > 1 && bytes.readUInt16BE(0) % 31 === 0;
}

/** How large the output of so much input may be. */
function outputBound(inputBytes: number, limits: DecodingLimits): number {
  const byRatio = Math.max(RATIO_FLOOR_BYTES, inputBytes * limits.maxExpansionRatio);
  return Math.min(limits.maxDecodedBytes, byRatio);
}

function tooLarge(bound: number, limits: DecodingLimits): Error {
  return bound < limits.maxDecodedBytes
    ? refusals.expansionTooHigh(limits.maxExpansionRatio)
    : refusals.decodedTooLarge(limits.maxDecodedBytes);
}
