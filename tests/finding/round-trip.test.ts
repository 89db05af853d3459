// Whatever JSON goes in is found again with its types; arbitrary bytes break nothing and are found as text.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { type ApiRecord, find, ingest } from '../harness/api.ts';
import { eventually, type Server, startServer, temporaryFolder } from '../harness/server.ts';

const seed = Number(process.env['ROUND_TRIP_SEED'] ?? 7);
const folder = temporaryFolder();
let server: Server;
before(async () => {
  server = await startServer(join(folder.path, 'data'));
});
after(async () => {
  await server.stop();
  folder.remove();
});

/**
 * Names as applications use them, and hostile ones. Escaped ones differ in length, because JSON.parse of Node 24.21 takes
 * "x\\n" for "x\\\\" when objects with both come after one another. None is a known field: those are
 * tested with the mapping.
 */
const key = fc.oneof(
  fc.stringMatching(/^x[a-z_]{1,8}$/),
  fc.constantFrom(
    'x`y',
    'x"y',
    'x\\',
    'x line\nfeed',
    "x'",
    'xé😀',
    '__proto__',
    'constructor',
    'x $0',
    'x{x:String}',
  ),
);
const leaf = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
  fc.integer(),
  // An integer beyond 64 bits comes back as text with all its digits: docs/guide/sending-logs.md.
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((number) => !Number.isInteger(number) || Math.abs(number) < 2 ** 63),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.oneof(fc.integer(), fc.string(), fc.boolean()), { maxLength: 4 }),
);
const shape = fc.dictionary(
  key,
  fc.oneof(leaf, fc.dictionary(key, leaf, { maxKeys: 3, noNullPrototype: false })),
  {
    minKeys: 1,
    maxKeys: 6,
  },
);

/** What must come back: nested names joined with dots, an empty object kept as such. */
function flattened(fields: Record<string, unknown>): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  for (const [name, content] of Object.entries(fields)) {
    if (content !== null && typeof content === 'object' && !Array.isArray(content)) {
      const inner = Object.entries(content);
      if (inner.length === 0) flat.set(name, {});
      for (const [innerName, leafValue] of inner) flat.set(`${name}.${innerName}`, leafValue);
    } else flat.set(name, content);
  }
  return flat;
}

/** -0 and 0 are one number in JSON. */
const normal = (content: unknown): unknown => (Object.is(content, -0) ? 0 : content);

test(`JSON comes back with its types (seed ${seed})`, async () => {
  const samples = fc.sample(shape, { numRuns: 1500, seed });
  const lines = samples.map((fields, index) => {
    const text = JSON.stringify({ ...fields });
    return `{"message":"roundtrip","x_case":${index},${text.slice(1)}`;
  });
  for (let start = 0; start < lines.length; start += 300) {
    const part = lines.slice(start, start + 300);
    assert.equal(await ingest(server.url, part.join('\n')), part.length);
  }
  const records = await exported('roundtrip', samples.length);
  const byCase = new Map(records.map((record) => [record.attributes?.['x_case'], record]));
  for (const [index, fields] of samples.entries()) {
    const attributes = byCase.get(index)?.attributes ?? {};
    for (const [name, content] of flattened(fields)) {
      assert.deepEqual(
        normal(Object.hasOwn(attributes, name) ? attributes[name] : undefined),
        normal(content),
        `line ${lines[index]} field ${JSON.stringify(name)}`,
      );
    }
  }
});

test('a field is found by its value, whatever its name and value are', async () => {
  const samples = fc.sample(
    fc.tuple(key, fc.oneof(fc.string({ unit: 'grapheme', minLength: 1 }), fc.integer())),
    {
      numRuns: 60,
      seed,
    },
  );
  const lines = samples.map(
    ([name, content], index) =>
      `{"message":"byvalue","x_case":${index},${JSON.stringify(name)}:${JSON.stringify(content)}}`,
  );
  await ingest(server.url, lines.join('\n'));
  await exported('byvalue', samples.length);
  const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  for (const [index, [name, content]] of samples.entries()) {
    const query = `byvalue ${quoted(name)}:${quoted(String(content))} x_case:${index}`;
    assert.equal((await find(server.url, query)).length, 1, query);
  }
});

test('arbitrary bytes are kept as text and break nothing', async () => {
  const bodies = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 300 }), { numRuns: 200, seed });
  let lines = 0;
  for (const bytes of bodies) lines += await ingest(server.url, new Uint8Array(bytes));
  await eventually('every accepted line is stored', async () => {
    const answer = await fetch(`${server.url}/api/logs/count?query=&start=0&end=now`);
    const { count } = (await answer.json()) as { count: number };
    return count === 1500 + 60 + lines;
  });
});

async function exported(word: string, count: number): Promise<ApiRecord[]> {
  let records: ApiRecord[] = [];
  await eventually(`${count} records with ${word}`, async () => {
    const answer = await fetch(
      `${server.url}/api/logs/export?query=${word}&start=0&end=now&format=ndjson`,
    );
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    records = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as ApiRecord);
    return records.length >= count;
  });
  assert.equal(records.length, count);
  return records;
}
