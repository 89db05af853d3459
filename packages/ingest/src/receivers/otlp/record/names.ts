// The names of a line's own members. An attribute that has one of them keeps its value under another name, so that
// neither is lost and the attribute does not pass for the member.

/** Bits of the members written so far. */
export const written = {
  none: 0,
  time: 1,
  level: 2,
  message: 4,
  service: 8,
  host: 16,
  instance: 32,
  run_id: 64,
  release: 128,
  trace_id: 256,
  span_id: 512,
  'event.name': 1024,
  body: 2048,
  severity_text: 4096,
} as const;

/** What is put before an attribute's name when the line has such a member of its own. */
export const ATTRIBUTE_PREFIX = 'attributes.';

const bits: ReadonlyMap<string, number> = new Map(Object.entries(written));

const byLength = new Map<number, { name: Buffer; bit: number }[]>();
for (const [name, bit] of bits) {
  const same = byLength.get(name.length) ?? [];
  byLength.set(name.length, [...same, { name: Buffer.from(name), bit }]);
}

/** The bit of a name, 0 if it is none of a line's own. */
export function ownNameBit(name: string): number {
  return bits.get(name) ?? 0;
}

/** The same for a name in UTF-8, without making a string of it. */
export function ownNameBitOf(bytes: Buffer, start: number, end: number): number {
  const candidates = byLength.get(end - start);
  if (!candidates) return 0;
  for (const { name, bit } of candidates) {
    if (name[0] !== bytes[start]) continue;
    if (bytes.compare(name, 0, name.length, start, end) === 0) return bit;
  }
  return 0;
}

/** Resource attributes that have members of their own. https://opentelemetry.io/docs/specs/semconv/resource/ */
export const resourceMembers: ReadonlyMap<string, keyof typeof written> = new Map([
  ['service.name', 'service'],
  ['host.name', 'host'],
  ['service.instance.id', 'instance'],
  ['groundcrew.run_id', 'run_id'],
  ['service.version', 'release'],
]);
