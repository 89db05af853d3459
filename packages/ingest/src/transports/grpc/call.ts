// One unary gRPC call from its headers to its trailers: admitted, read, kept, answered.
// https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { GroundcrewError } from '@groundcrew/runtime';
import { refusals } from '../../errors.ts';
import type { ReceiverMetrics } from '../../ingest-metrics.ts';
import type { ActiveRequest } from '../../active-requests.ts';
import { keepBody, refusalOf, type RequestContext } from '../../keep.ts';
import type { GrpcMethod } from '../../receivers/receiver.ts';
import type { ByteAccount } from '../byte-budget.ts';
import { type Encoding, parseEncoding, supportedEncodings } from '../encodings.ts';
import { noDefaults } from '../request-defaults.ts';
import { isTooSlow, Upload } from '../upload.ts';
import { FRAME_BYTES, frameMessage, readMessage } from './message.ts';
import { grpcCode, statusTrailers } from './status.ts';
import { grpcTimeoutMs } from './timeout.ts';

/** Where calls of a method go. */
export interface GrpcRoute extends GrpcMethod {
  readonly metrics: ReceiverMetrics;
}

/** Of every answer. */
const answerHeaders = {
  ':status': 200,
  'content-type': 'application/grpc',
  'grpc-accept-encoding': `identity,${supportedEncodings.replaceAll(' ', '')}`,
};

/** One call. It gives back what it took of the shared budget however it ends. */
export class GrpcCall implements ActiveRequest {
  place = -1;
  readonly #context: RequestContext;
  readonly #route: GrpcRoute;
  readonly #stream: ServerHttp2Stream;
  readonly #account: ByteAccount;
  #encoding: Encoding | 'none' = 'none';
  #deadlineMs = Infinity;
  #upload: Upload | undefined;

  constructor(context: RequestContext, route: GrpcRoute, stream: ServerHttp2Stream) {
    this.#context = context;
    this.#route = route;
    this.#stream = stream;
    this.#account = context.budget.open();
  }

  start(headers: IncomingHttpHeaders): void {
    const nowMs = this.#context.clock.monotonicMs();
    try {
      this.#admit(headers, nowMs);
    } catch (error) {
      this.refuse(error);
      return;
    }
    const maxBytes = this.#context.limits.maxBodyBytes + FRAME_BYTES;
    this.#upload = new Upload(
      this.#stream,
      { account: this.#account, maxBytes, nowMs },
      {
        complete: (body) => this.#read(body),
        refused: (error) => this.refuse(error),
        aborted: () => this.#abort(),
      },
    );
  }

  checkSpeed(nowMs: number): void {
    const upload = this.#upload;
    const { minBytesPerSecond } = this.#context.limits;
    if (!upload) return;
    if (nowMs > this.#deadlineMs) upload.refuse(tooLate());
    else if (isTooSlow(upload, minBytesPerSecond, nowMs)) {
      upload.refuse(refusals.uploadTooSlow(minBytesPerSecond));
    }
  }

  refuse(error: unknown): void {
    const problem = refusalOf(error, this.#context.log);
    this.#route.metrics.rejected(problem.code);
    this.#finish();
    endWithStatus(this.#stream, statusTrailers(problem, this.#context.random()));
  }

  /** Everything that can be refused before the message has been read. Throws the refusal. */
  #admit(headers: IncomingHttpHeaders, nowMs: number): void {
    this.#context.access.check(headers.authorization, 'ingest');
    if (this.#route.refusal) throw this.#route.refusal;
    const named = headers['grpc-encoding'];
    const encoding = parseEncoding(typeof named === 'string' ? named : undefined);
    if (!encoding) throw refusals.encodingUnsupported(String(named));
    this.#encoding = encoding;
    const timeout = headers['grpc-timeout'];
    this.#deadlineMs = nowMs + grpcTimeoutMs(typeof timeout === 'string' ? timeout : undefined);
  }

  #read(body: Buffer): void {
    this.#upload = undefined;
    const message = readMessage(body);
    if (!message) return this.refuse(refusals.bodyBroken('is not one whole gRPC message'));
    if (message.isCompressed && this.#encoding === 'none') {
      return this.refuse(refusals.bodyBroken('is compressed, but grpc-encoding names no way'));
    }
    const received = {
      bytes: message.bytes,
      encoding: message.isCompressed ? this.#encoding : 'none',
      account: this.#account,
      key: undefined,
      defaults: noDefaults,
    } as const;
    keepBody(this.#context, this.#route, received, (error, accepted) => {
      if (!accepted) return this.refuse(error);
      this.#finish();
      answer(this.#stream, this.#route.accepted(accepted));
    });
  }

  #abort(): void {
    this.#route.metrics.rejected('aborted');
    this.#finish();
  }

  #finish(): void {
    this.#upload = undefined;
    this.#account.close();
    this.#context.finished(this);
  }
}

function answer(stream: ServerHttp2Stream, message: Buffer): void {
  if (stream.destroyed || stream.closed) return;
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': `${grpcCode.ok}` }));
  stream.respond(answerHeaders, { waitForTrailers: true });
  stream.end(frameMessage(message));
}

/** Ends a call without a message, and tells a client that is still sending to stop. */
export function endWithStatus(stream: ServerHttp2Stream, trailers: Record<string, string>): void {
  if (stream.destroyed || stream.closed || stream.headersSent) return;
  stream.respond({ ...answerHeaders, ...trailers }, { endStream: true });
  stream.resume();
  stream.close(constants.NGHTTP2_NO_ERROR);
}

const tooLate = () =>
  new GroundcrewError('deadline-exceeded', 'cannot wait: the client does not wait any longer', {
    status: 504,
  });
