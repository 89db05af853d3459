// Writes small Protocol Buffers messages, such as answers. https://protobuf.dev/programming-guides/encoding/

const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** A message in the making; members are written in the order of the calls. */
export class ProtobufWriter {
  readonly #parts: Buffer[] = [];

  /** A whole number that is not negative. */
  varint(field: number, value: number): this {
    this.#parts.push(varintBytes(field * 8 + VARINT), varintBytes(value));
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value));
  }

  bytes(field: number, value: Buffer): this {
    this.#parts.push(varintBytes(field * 8 + LENGTH_DELIMITED), varintBytes(value.length), value);
    return this;
  }

  finish(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

function varintBytes(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}
