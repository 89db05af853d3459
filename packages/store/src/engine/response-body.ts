// The body of an answer: compressed when the caller can read that, and never faster than the caller reads.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import zlib from 'node:zlib';
import { header } from './request.ts';

/** The encodings offered, best first. */
const encoders = new Map<string, () => zlib.Gzip | zlib.BrotliCompress>([
  ['gzip', () => zlib.createGzip({ level: 3 })],
  ['zstd', () => zlib.createZstdCompress()],
  ['br', () => zlib.createBrotliCompress({ params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } })],
  ['deflate', () => zlib.createDeflate({ level: 3 })],
]);

/** The encoding to answer in: what the caller accepts, unless `enable_http_compression` forbids it. */
export function responseEncoding(
  request: IncomingMessage,
  settings: ReadonlyMap<string, string>,
): string | undefined {
  const enabled = settings.get('enable_http_compression') ?? '1';
  if (enabled === '0' || enabled === 'false') return undefined;
  const accepted = (header(request, 'accept-encoding') ?? '').toLowerCase().split(/[\s,]+/);
  return [...encoders.keys()].find((name) => accepted.some((item) => item.split(';')[0] === name));
}

/** Writes an answer whose length is not known. */
export class ResponseBody {
  readonly #response: ServerResponse;
  readonly #sink: Writable;
  readonly #tag: string;
  #isBroken = false;

  /** Sends the status line and headers. */
  constructor(response: ServerResponse, encoding: string | undefined) {
    this.#response = response;
    this.#tag = randomBytes(12).toString('base64url');
    response.setHeader('X-ClickHouse-Exception-Tag', this.#tag);
    const encoder = encoding === undefined ? undefined : encoders.get(encoding)?.();
    if (encoding !== undefined && encoder) {
      response.setHeader('Content-Encoding', encoding);
      encoder.pipe(response, { end: false });
      encoder.once('end', () => this.#close());
    }
    response.writeHead(200);
    this.#sink = encoder ?? response;
    // Failures show in `write` and in the response's own end.
    this.#sink.on('error', () => {});
  }

  /** Writes, and waits while the caller is behind. Throws the signal's reason when the caller has gone. */
  async write(chunk: Uint8Array, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.#sink.write(chunk)) await once(this.#sink, 'drain', { signal });
  }

  /** Ends an answer that is complete. */
  end(): void {
    if (this.#sink === this.#response) this.#close();
    else this.#sink.end();
  }

  /**
   * Ends an answer that broke off: the exception in the form ClickHouse has since 25.11, then the connection is cut in
   * the middle of the transfer, so that a reader who does not know the form sees an error too.
   */
  fail(text: string): void {
    const message = `${text.trimEnd()}\n`;
    const length = Buffer.byteLength(message);
    const mark = '__exception__';
    this.#isBroken = true;
    this.#sink.write(
      `\r\n${mark}\r\n${this.#tag}\r\n${message}${length} ${this.#tag}\r\n${mark}\r\n`,
    );
    this.end();
  }

  #close(): void {
    if (this.#isBroken) this.#response.socket?.destroySoon();
    else this.#response.end();
  }
}
