// The frame around a gRPC message: a flag for compression and a length.
// https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md

/** Bytes of the frame before a message. */
export const FRAME_BYTES = 5;

/** What a unary call's body is: exactly one message. */
export interface Message {
  isCompressed: boolean;
  bytes: Buffer;
}

/** The only message of a body; undefined if the body is not one whole frame. */
export function readMessage(body: Buffer): Message | undefined {
  if (body.length < FRAME_BYTES) return undefined;
  const flag = body[0] ?? 0;
  if (flag > 1 || body.readUInt32BE(1) !== body.length - FRAME_BYTES) return undefined;
  return { isCompressed: flag === 1, bytes: body.subarray(FRAME_BYTES) };
}

/** A message in its frame, uncompressed. */
export function frameMessage(message: Buffer): Buffer {
  const frame = Buffer.alloc(FRAME_BYTES);
  frame.writeUInt32BE(message.length, 1);
  return Buffer.concat([frame, message]);
}
