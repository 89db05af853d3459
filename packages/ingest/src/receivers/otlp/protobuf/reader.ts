// Reads the fields of Protocol Buffers messages where they lie, without an object per field.
// https://protobuf.dev/programming-guides/encoding/

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** A place in a message. The value of the last field lies in the members that belong to its wire type. */
export class ProtobufReader {
  readonly bytes: Buffer;
  /** True once something is not as it must be; then every message seems to end. */
  isBroken = false;
  /** Value of a varint or a fixed number: its halves, unsigned. */
  low = 0;
  high = 0;
  /** Value of a length-delimited field: where it lies. */
  start = 0;
  stop = 0;
  #at = 0;
  #end = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Goes to a message. */
  enter(start: number, end: number): void {
    this.#at = start;
    this.#end = end;
  }

  /** Where the next field is read. */
  get at(): number {
    return this.#at;
  }

  /** Reads the next field and returns its tag, number × 8 + wire type; 0 at the end of the message. */
  next(): number {
    if (this.#at >= this.#end || this.isBroken) return 0;
    this.#varint();
    const tag = this.low;
    if (this.high !== 0 || tag < 8) this.isBroken = true;
    const wireType = tag & 7;
    if (wireType === LENGTH_DELIMITED) this.#lengthDelimited();
    else if (wireType === VARINT) this.#varint();
    else if (wireType === FIXED64) this.#fixed(8);
    else if (wireType === FIXED32) this.#fixed(4);
    // Groups have not been written by anyone for long, and none of these messages has one.
    else this.isBroken = true;
    return this.isBroken ? 0 : tag;
  }

  #lengthDelimited(): void {
    this.#varint();
    const stop = this.#at + this.low;
    if (this.high !== 0 || stop > this.#end) this.isBroken = true;
    this.start = this.#at;
    this.stop = stop;
    this.#at = stop;
  }

  #fixed(size: number): void {
    const at = this.#at;
    if (at + size > this.#end) {
      this.isBroken = true;
      return;
    }
    this.low = this.bytes.readUInt32LE(at);
    this.high = size === 8 ? this.bytes.readUInt32LE(at + 4) : 0;
    this.#at = at + size;
  }

  #varint(): void {
    const first = this.bytes[this.#at] ?? 0;
    this.high = 0;
    if (first < 0x80 && this.#at < this.#end) {
      this.low = first;
      this.#at++;
      return;
    }
    this.#longVarint();
  }

  /** At most ten bytes; bits beyond 64 are dropped, as other readers do. */
  #longVarint(): void {
    let low = 0;
    let high = 0;
    for (let index = 0; index < 10 && this.#at < this.#end; index++) {
      const byte = this.bytes[this.#at++] ?? 0;
      const bits = byte & 0x7f;
      const shift = index * 7;
      if (shift < 32) low |= bits << shift;
      if (shift > 28) high |= bits << (shift - 32);
      else if (shift === 28) high |= bits >>> 4;
      if (byte < 0x80) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    this.isBroken = true;
  }
}
