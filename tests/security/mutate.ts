// Right bytes made wrong: what a fuzzer does, seeded.
import type { Random } from './counts.ts';

const insertions = [
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  '\0',
  '\n',
  '\\ud800',
  '\\u0000',
  '-',
  '1e999',
  '9'.repeat(400),
  '{"__proto__":{"polluted":1}}',
  '[['.repeat(300),
  '{"a":'.repeat(200),
  'null',
  ',,',
  ' '.repeat(500),
].map((text) => Buffer.from(text));

const oddBytes = [
  Buffer.from([0xff, 0xfe]),
  Buffer.from([0xc0, 0xaf]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xf4, 0x90, 0x80, 0x80]),
  Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
  Buffer.from([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80]),
  Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f]),
  Buffer.from([0x0b, 0x0b, 0x0b, 0x0c]),
];

const changes: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  // Another byte in one place.
  (bytes, random) => splice(bytes, random(bytes.length), 1, Buffer.from([random(256)])),
  // One bit.
  (bytes, random) => {
    const at = random(bytes.length);
    return splice(bytes, at, 1, Buffer.from([(bytes[at] ?? 0) ^ (1 << random(8))]));
  },
  // Cut off.
  (bytes, random) => bytes.subarray(0, random(bytes.length)),
  // A part taken out.
  (bytes, random) => splice(bytes, random(bytes.length), random(40), Buffer.alloc(0)),
  // A part twice.
  (bytes, random) => {
    const at = random(bytes.length);
    return splice(bytes, at, 0, bytes.subarray(at, at + random(60)));
  },
  // Something that belongs elsewhere.
  (bytes, random) => splice(bytes, random(bytes.length), random(3), pick(insertions, random)),
  (bytes, random) => splice(bytes, random(bytes.length), random(3), pick(oddBytes, random)),
  // Two halves that do not fit.
  (bytes, random) =>
    Buffer.concat([bytes.subarray(0, random(bytes.length)), bytes.subarray(random(bytes.length))]),
];

/** One to four changes to one of the bodies; one in fifty is nothing but noise. */
export function mutated(corpus: readonly Buffer[], random: Random): Buffer {
  if (random(50) === 0) return Buffer.from(Array.from({ length: random(300) }, () => random(256)));
  let bytes = pick(corpus, random);
  for (let left = 1 + random(4); left > 0 && bytes.length > 0; left--)
    bytes = pick(changes, random)(bytes, random);
  return bytes;
}

/** One of them. */
export function pick<Item>(items: readonly Item[], random: Random): Item {
  const item = items[random(items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

const splice = (bytes: Buffer, at: number, removed: number, added: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + removed)]);
