// An OTLP export of logs in either encoding, told apart by the first byte: as a tag of Protocol Buffers, an opening
// brace or white space before it would begin nothing that this message can have.
import { OPEN_BRACE, skipWhitespace } from '../../framing/bytes.ts';
import type { Decode } from '../receiver.ts';
import { decodeJson } from './json/decode.ts';
import { decodeProtobuf } from './protobuf/decode.ts';

/** Decodes a request without knowing its Content-Type. */
export const decode: Decode = (bytes, intake) => {
  // Protocol Buffers begin with 0x0a, which is white space too, and then the length of what follows.
  const start = skipWhitespace(bytes, 0, Math.min(bytes.length, 64));
  const isJson = bytes[start] === OPEN_BRACE && bytes[0] !== 0x0a;
  (isJson ? decodeJson : decodeProtobuf)(bytes, intake);
};
