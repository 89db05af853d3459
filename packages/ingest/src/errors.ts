// Everything that makes Groundcrew refuse a request of telemetry. The codes are metric labels and documented: never reuse one.
// Our own trouble is 503, so that clients send again; what can never succeed is another 4xx.
import { GroundcrewError, quote } from '@groundcrew/runtime';
import { supportedEncodings } from './transports/encodings.ts';

const SMALLER = 'Send smaller requests: 1 to 4 MB each is a good size.';

/** The refusals, made where they are needed. */
export const refusals = {
  methodNotAllowed: (method: string, path: string) =>
    new GroundcrewError('method-not-allowed', `cannot ${method} ${path}: this address takes POST`, {
      status: 405,
      hint: `Send log lines as the body: curl --data-binary @app.log http://HOST:PORT${path}`,
    }),
  bodyTooLarge: (maxBytes: number) =>
    new GroundcrewError('body-too-large', `cannot take the body: it exceeds ${maxBytes} bytes`, {
      status: 413,
      hint: SMALLER,
    }),
  decodedTooLarge: (maxBytes: number) =>
    new GroundcrewError(
      'decoded-too-large',
      `cannot take the body: decompressed, it exceeds ${maxBytes} bytes`,
      { status: 413, hint: SMALLER },
    ),
  tooManyLines: (maxLines: number) =>
    new GroundcrewError('too-many-lines', `cannot take the body: it has over ${maxLines} lines`, {
      status: 413,
      hint: SMALLER,
    }),
  expansionTooHigh: (ratio: number) =>
    new GroundcrewError(
      'expansion-too-high',
      `cannot take the body: it expands more than ${ratio} times`,
      { status: 413, hint: 'Send it uncompressed, or raise ingest.limits.maxExpansionRatio.' },
    ),
  encodingUnsupported: (encoding: string) =>
    new GroundcrewError(
      'encoding-unsupported',
      `cannot decode the body: Content-Encoding ${quote(encoding)} is not supported`,
      { status: 415, hint: `Use one of ${supportedEncodings}, applied once, or none.` },
    ),
  encodingBroken: (encoding: string, cause: unknown) =>
    new GroundcrewError('encoding-broken', `cannot decode the body: it is not valid ${encoding}`, {
      status: 400,
      cause,
      hint: 'Check that Content-Encoding names what the body really is.',
    }),
  bodyBroken: (detail: string) =>
    new GroundcrewError('body-broken', `cannot decode the body: it ${detail}`, {
      status: 400,
      hint: 'Check what the sender is set to send here, and that nothing on the way changes it.',
    }),
  recordsTooLarge: (maxBytes: number) =>
    new GroundcrewError(
      'records-too-large',
      `cannot take the records: written out, they exceed ${maxBytes} bytes`,
      { status: 413, hint: 'Send fewer records in a request, or shorter resource attributes.' },
    ),
  contentTypeUnsupported: (contentType: string, supported: string) =>
    new GroundcrewError(
      'content-type-unsupported',
      `cannot decode the body: Content-Type ${quote(contentType)} is not supported here`,
      { status: 415, hint: `Use ${supported}.` },
    ),
  methodUnknown: (method: string) =>
    new GroundcrewError('method-unknown', `cannot call ${quote(method)}: no such method here`, {
      status: 404,
    }),
  signalUnsupported: (signal: string) =>
    new GroundcrewError(
      'signal-unsupported',
      `cannot keep ${signal}: this version of Groundcrew takes logs`,
      { status: 404, hint: `Switch the export of ${signal} off in the sender.` },
    ),
  uploadTooSlow: (bytesPerSecond: number) =>
    new GroundcrewError(
      'upload-too-slow',
      `cannot wait for the body: it arrives at less than ${bytesPerSecond} bytes a second`,
      { status: 408 },
    ),
  busy: () =>
    new GroundcrewError('ingest-busy', 'cannot take the body: too much is on its way already', {
      status: 503,
      hint: 'Send it again after the time in Retry-After.',
      retryAfterSeconds: 1,
    }),
  stopping: () =>
    new GroundcrewError('ingest-stopping', 'cannot take the body: Groundcrew is stopping', {
      status: 503,
      retryAfterSeconds: 2,
    }),
  badIdempotencyKey: (maxLength: number) =>
    new GroundcrewError(
      'bad-idempotency-key',
      `cannot use the Idempotency-Key: it must have 1 to ${maxLength} characters`,
      { status: 400, hint: 'A random UUID for each request is a good key.' },
    ),
  internal: (cause: unknown) =>
    new GroundcrewError('ingest-failed', 'cannot keep the lines: something went wrong here', {
      status: 503,
      cause,
      retryAfterSeconds: 5,
    }),
};
