// AnyValue and KeyValue, as bytes of Protocol Buffers, to JSON text.
// https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/common/v1/common.proto
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from '../../../framing/bytes.ts';
import type { JsonOutput } from '../record/json-output.ts';
import { doubleJson, doubleOf, integerJson, NESTING_MAX } from '../record/numbers.ts';
import type { ProtobufReader } from './reader.ts';

/** Tags of AnyValue's members. */
export const valueTag = {
  none: 0,
  string: 0x0a,
  bool: 0x10,
  int: 0x18,
  double: 0x21,
  array: 0x2a,
  kvlist: 0x32,
  bytes: 0x3a,
} as const;

/** By tag: whether it is one of AnyValue's. */
const isValueTag = Array.from({ length: 64 }, (_, tag) =>
  Object.values<number>(valueTag).includes(tag),
);
const keyTag = 0x0a;
const keyValueTag = 0x12;
const itemTag = 0x0a;

/** Goes to an AnyValue and reads which one it is, its value then lying in the reader. The last one counts. */
export function readValueTag(reader: ProtobufReader, start: number, stop: number): number {
  let found: number = valueTag.none;
  let { low, high } = reader;
  let [valueStart, valueStop] = [start, start];
  reader.enter(start, stop);
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (isValueTag[tag] !== true) continue;
    found = tag;
    ({ low, high, start: valueStart, stop: valueStop } = reader);
  }
  reader.low = low;
  reader.high = high;
  reader.start = valueStart;
  reader.stop = valueStop;
  return found;
}

/** Writes AnyValues. Nothing is thrown: a broken value leaves the reader broken, one nested too deep sets a mark. */
export class ProtobufValues {
  isTooDeep = false;
  /** Where key and value of the last KeyValue lie. */
  keyStart = 0;
  keyStop = 0;
  valueStart = 0;
  valueStop = 0;
  readonly #reader: ProtobufReader;

  constructor(reader: ProtobufReader) {
    this.#reader = reader;
  }

  /** Writes the AnyValue in `[start, stop)`; `depth` is the nesting of what it stands in. */
  value(output: JsonOutput, start: number, stop: number, depth: number): void {
    this.found(output, readValueTag(this.#reader, start, stop), depth);
  }

  /** Writes the value that `readValueTag` went to. */
  found(output: JsonOutput, tag: number, depth: number): void {
    const { bytes, start, stop, low, high } = this.#reader;
    switch (tag) {
      case valueTag.string:
        return output.string(bytes, start, stop);
      case valueTag.bool:
        return output.ascii(low === 0 && high === 0 ? 'false' : 'true');
      case valueTag.int:
        return output.ascii(integerJson(high, low));
      case valueTag.double:
        return output.ascii(doubleJson(doubleOf(high, low)));
      case valueTag.bytes:
        return output.ascii(`"${bytes.toString('base64', start, stop)}"`);
      case valueTag.array:
        return this.#array(output, start, stop, depth + 1);
      case valueTag.kvlist:
        return this.#kvlist(output, start, stop, depth + 1);
      default:
        return output.ascii('null');
    }
  }

  /** Writes the KeyValue in `[start, stop)` as a member; `prefix` comes before its name and needs no escape. */
  prefixed(output: JsonOutput, prefix: string, start: number, stop: number): void {
    this.readKeyValue(start, stop);
    output.byte(QUOTE);
    output.ascii(prefix);
    this.restOfMember(output, 1);
  }

  /** Goes on after the opening quote, and a prefix, with the name and value that `readKeyValue` found. */
  restOfMember(output: JsonOutput, depth: number): void {
    const { keyStart, keyStop, valueStart, valueStop } = this;
    output.inString(this.#reader.bytes, keyStart, keyStop);
    output.byte(QUOTE);
    output.byte(COLON);
    this.value(output, valueStart, valueStop, depth);
    output.byte(COMMA);
  }

  /** Finds where the key and the value of a KeyValue lie. */
  readKeyValue(start: number, stop: number): void {
    const reader = this.#reader;
    this.keyStart = this.keyStop = this.valueStart = this.valueStop = start;
    reader.enter(start, stop);
    for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
      if (tag === keyTag) [this.keyStart, this.keyStop] = [reader.start, reader.stop];
      else if (tag === keyValueTag) [this.valueStart, this.valueStop] = [reader.start, reader.stop];
    }
  }

  #array(output: JsonOutput, start: number, stop: number, depth: number): void {
    if (!this.#open(output, OPEN_BRACKET, depth)) return;
    const reader = this.#reader;
    reader.enter(start, stop);
    for (let tag = reader.next(); tag !== 0 && !output.isFull; tag = reader.next()) {
      if (tag !== itemTag) continue;
      const { at } = reader;
      this.value(output, reader.start, reader.stop, depth);
      output.byte(COMMA);
      reader.enter(at, stop);
    }
    output.close(CLOSE_BRACKET);
  }

  #kvlist(output: JsonOutput, start: number, stop: number, depth: number): void {
    if (!this.#open(output, OPEN_BRACE, depth)) return;
    const reader = this.#reader;
    reader.enter(start, stop);
    for (let tag = reader.next(); tag !== 0 && !output.isFull; tag = reader.next()) {
      if (tag !== itemTag) continue;
      const { at } = reader;
      this.readKeyValue(reader.start, reader.stop);
      output.byte(QUOTE);
      this.restOfMember(output, depth);
      reader.enter(at, stop);
    }
    output.close(CLOSE_BRACE);
  }

  #open(output: JsonOutput, bracket: number, depth: number): boolean {
    if (depth > NESTING_MAX) {
      this.isTooDeep = true;
      return false;
    }
    if (depth > output.depth) output.depth = depth;
    output.byte(bracket);
    return true;
  }
}
