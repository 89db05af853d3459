// Reads members of parsed OTLP/JSON. Wrong types throw `malformed`, which the record or the request is then rejected for.
// Names are lowerCamelCase; senders that write the names of the .proto files are understood too, and so are enums by name.
// https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding

/** Thrown for a member of another type than its field has; has no stack, since bad records may be many. */
export const malformed: unknown = Object.freeze({ reason: 'malformed' });

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** A message; null and an absent one are undefined. */
export function messageOf(value: unknown): Json | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) throw malformed;
  // An object that JSON.parse made.
  return value as Json;
}

/** A repeated field; null and an absent one are empty. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw malformed;
  return value;
}

/** Text; null and an absent one are "". */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw malformed;
  return value;
}

const INTEGER = /^-?[0-9]{1,20}$/;

/** An integer of 64 bits, as a number or as text, modulo 2^64. */
export function integerOf(value: unknown): bigint {
  if (value === undefined || value === null) return 0n;
  if (typeof value === 'number' && Number.isInteger(value)) return within64Bits(BigInt(value));
  if (typeof value !== 'string' || !INTEGER.test(value)) throw malformed;
  return within64Bits(BigInt(value));
}

function within64Bits(value: bigint): bigint {
  if (value < -(2n ** 63n) || value >= 2n ** 64n) throw malformed;
  return value;
}

/** An unsigned integer of 32 bits. */
export function unsignedOf(value: unknown): number {
  const number = Number(integerOf(value));
  if (number < 0 || number > 0xffff_ffff) throw malformed;
  return number;
}

const SEVERITY_NAME =
  /^SEVERITY_NUMBER_(?:UNSPECIFIED|(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)([234])?)$/;
const severityRanges = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** A severity number, as a number, as text, or by its name in the .proto file. */
export function severityNumberOf(value: unknown): number {
  const match = typeof value === 'string' ? SEVERITY_NAME.exec(value) : null;
  if (!match) return Number(BigInt.asIntN(32, integerOf(value)));
  const [, range, step] = match;
  return range === undefined ? 0 : severityRanges.indexOf(range) * 4 + Number(step ?? 1);
}
