// How a call ends: gRPC's status code, message and details, as trailers.
// https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md, https://github.com/googleapis/googleapis/tree/master/google/rpc
import type { GroundcrewError } from '@groundcrew/runtime';
import { ProtobufWriter } from '../../framing/protobuf-writer.ts';
import { retryAfterSeconds } from '../problem.ts';

/** https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
export const grpcCode = {
  ok: 0,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

const codes: ReadonlyMap<number, number> = new Map([
  [400, grpcCode.invalidArgument],
  [401, grpcCode.unauthenticated],
  [403, grpcCode.permissionDenied],
  [404, grpcCode.unimplemented],
  [405, grpcCode.unimplemented],
  // Slow is nothing that is wrong with the data: the client may send it again.
  [408, grpcCode.unavailable],
  [413, grpcCode.resourceExhausted],
  [415, grpcCode.unimplemented],
  [429, grpcCode.unavailable],
  [503, grpcCode.unavailable],
  [504, grpcCode.deadlineExceeded],
]);

/** The code for a refusal with this HTTP status. */
export function grpcCodeOf(status: number): number {
  return codes.get(status) ?? grpcCode.internal;
}

/** What the user reads of a refusal: what is wrong, and what to do. */
export function refusalText({ message, hint }: GroundcrewError): string {
  return hint === undefined ? message : `${message}. ${hint}`;
}

/** Trailers of a refusal. Only what can succeed later says when to come back. */
export function statusTrailers(error: GroundcrewError, random: number): Record<string, string> {
  const code = grpcCodeOf(error.status);
  const text = refusalText(error);
  const trailers = { 'grpc-status': `${code}`, 'grpc-message': percentEncoded(text) };
  if (code !== grpcCode.unavailable) return trailers;
  const seconds = retryAfterSeconds(503, error.retryAfterSeconds, random) ?? 1;
  const retryInfo = new ProtobufWriter().bytes(1, durationOf(seconds)).finish();
  return {
    ...trailers,
    'grpc-status-details-bin': base64(statusMessage(code, text, retryInfo)),
    // Where clients look that have the message alone.
    'google.rpc.retryinfo-bin': base64(retryInfo),
  };
}

const durationOf = (seconds: number) => new ProtobufWriter().varint(1, seconds).finish();

/** A google.rpc.Status with a google.rpc.RetryInfo. */
function statusMessage(code: number, text: string, retryInfo: Buffer): Buffer {
  const any = new ProtobufWriter()
    .text(1, 'type.googleapis.com/google.rpc.RetryInfo')
    .bytes(2, retryInfo)
    .finish();
  return new ProtobufWriter().varint(1, code).text(2, text).bytes(3, any).finish();
}

/** Without padding, as gRPC writes binary metadata. */
const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');

/** Printable ASCII but % stays; everything else, by its bytes in UTF-8, is %XX. */
export function percentEncoded(text: string): string {
  let encoded = '';
  for (const byte of Buffer.from(text)) {
    const isPlain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    encoded += isPlain
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}
