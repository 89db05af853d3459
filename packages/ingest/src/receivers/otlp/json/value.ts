// AnyValue and KeyValue, as OTLP/JSON, to JSON text.
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
} from '../../../framing/bytes.ts';
import type { JsonOutput } from '../record/json-output.ts';
import { doubleJson, NESTING_MAX } from '../record/numbers.ts';
import { integerOf, type Json, listOf, malformed, messageOf, textOf } from './fields.ts';

/** Thrown for values inside each other beyond the bound. */
export const tooDeep: unknown = Object.freeze({ reason: 'too deep' });

/** Which value an AnyValue is. */
export type ValueKind =
  | 'none'
  | 'string'
  | 'bool'
  | 'int'
  | 'double'
  | 'array'
  | 'kvlist'
  | 'bytes';

const members: ReadonlyMap<string, ValueKind> = new Map([
  ['stringValue', 'string'],
  ['string_value', 'string'],
  ['boolValue', 'bool'],
  ['bool_value', 'bool'],
  ['intValue', 'int'],
  ['int_value', 'int'],
  ['doubleValue', 'double'],
  ['double_value', 'double'],
  ['arrayValue', 'array'],
  ['array_value', 'array'],
  ['kvlistValue', 'kvlist'],
  ['kvlist_value', 'kvlist'],
  ['bytesValue', 'bytes'],
  ['bytes_value', 'bytes'],
]);

/** The kind and the raw value of an AnyValue. */
export interface FoundValue {
  kind: ValueKind;
  raw: unknown;
}

const nothing: FoundValue = { kind: 'none', raw: undefined };

/** Finds what an AnyValue holds. Should it hold several, the last counts. */
export function findValue(value: unknown): FoundValue {
  const message = messageOf(value);
  if (!message) return nothing;
  let found = nothing;
  for (const name of Object.keys(message)) {
    const kind = members.get(name);
    const raw = message[name];
    if (kind && raw !== null) found = { kind, raw };
  }
  return found;
}

/** Writes an AnyValue; `depth` is the nesting of what it stands in. */
export function writeValue(output: JsonOutput, { kind, raw }: FoundValue, depth: number): void {
  switch (kind) {
    case 'string':
      return output.text(textOf(raw));
    case 'bool':
      if (typeof raw !== 'boolean') throw malformed;
      return output.ascii(String(raw));
    case 'int':
      return output.ascii(signed(integerOf(raw)));
    case 'double':
      return output.ascii(doubleJson(doubleFrom(raw)));
    case 'bytes':
      return output.ascii(`"${Buffer.from(textOf(raw), 'base64').toString('base64')}"`);
    case 'array':
      return writeArray(output, listOf(messageOf(raw)?.['values']), depth + 1);
    case 'kvlist':
      return writeList(output, listOf(messageOf(raw)?.['values']), depth + 1);
    default:
      return output.ascii('null');
  }
}

/** A KeyValue's name and value. */
export function keyValueOf(item: unknown): { key: string; value: unknown } {
  const message = messageOf(item) ?? noMessage;
  return { key: textOf(message['key']), value: message['value'] };
}

/** Writes a KeyValue as a member; `prefix` comes before its name. */
export function writeMember(output: JsonOutput, item: unknown, depth: number, prefix = ''): void {
  const { key, value } = keyValueOf(item);
  output.text(prefix + key);
  output.byte(COLON);
  writeValue(output, findValue(value), depth);
  output.byte(COMMA);
}

const noMessage: Json = {};

/** Text is no integer beyond 2^63, which an `int64` cannot be. */
function signed(value: bigint): string {
  if (value >= 2n ** 63n) throw malformed;
  return String(value);
}

const NUMBER = /^-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

function doubleFrom(raw: unknown): number {
  if (typeof raw === 'number') return raw;
  if (raw === 'NaN') return NaN;
  if (raw === 'Infinity') return Infinity;
  if (raw === '-Infinity') return -Infinity;
  if (typeof raw !== 'string' || raw.length > 400 || !NUMBER.test(raw)) throw malformed;
  return Number(raw);
}

function writeArray(output: JsonOutput, items: readonly unknown[], depth: number): void {
  open(output, OPEN_BRACKET, depth);
  for (const item of items) {
    if (output.isFull) break;
    writeValue(output, findValue(item), depth);
    output.byte(COMMA);
  }
  output.close(CLOSE_BRACKET);
}

function writeList(output: JsonOutput, items: readonly unknown[], depth: number): void {
  open(output, OPEN_BRACE, depth);
  for (const item of items) {
    if (output.isFull) break;
    writeMember(output, item, depth);
  }
  output.close(CLOSE_BRACE);
}

function open(output: JsonOutput, bracket: number, depth: number): void {
  if (depth > NESTING_MAX) throw tooDeep;
  if (depth > output.depth) output.depth = depth;
  output.byte(bracket);
}
