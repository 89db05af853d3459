// Broken requests by the thousand: each is answered, none with a failure of ours, and nothing is left behind.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { openTestHost } from './testing/test-host.ts';

const valid = Buffer.from(
  '{"time":"2025-11-20T00:53:20Z","msg":"a \\u00e9","http":{"status":200}}\n[1,{"a":"b"}]\ntext\r\n',
);

/** Valid bytes with some changed, taken out or doubled. */
const mutated = fc
  .tuple(
    fc.constantFrom(valid, Buffer.from(`[${valid.toString().split('\n')[0]}]`)),
    fc.constantFrom<(bytes: Buffer) => Buffer>(
      (bytes) => bytes,
      (bytes) => zlib.gzipSync(bytes),
      (bytes) => zlib.deflateSync(bytes),
      (bytes) => zlib.zstdCompressSync(bytes),
    ),
    fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }), fc.nat(2)), { maxLength: 4 }),
  )
  .map(([bytes, encode, changes]) => changes.reduce(change, encode(bytes)));

function change(bytes: Buffer, [position, byte, kind]: [number, number, number]): Buffer {
  const at = position % (bytes.length + 1);
  const rest = bytes.subarray(kind === 0 ? at : Math.min(at + 1, bytes.length));
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(kind === 1 ? [] : [byte]), rest]);
}

it('answers mutated requests with 200 or 400', async () => {
  await using host = await openTestHost();
  let rows = 0;
  await fc.assert(
    fc.asyncProperty(
      mutated,
      fc.constantFrom('gzip', 'deflate', 'zstd', 'identity'),
      async (body, encoding) => {
        const answer = await host.send(body, { headers: { 'content-encoding': encoding } });
        assert.ok(answer.status === 200 || answer.status === 400, `${answer.status}`);
        rows += Number(answer.json['accepted'] ?? 0);
      },
    ),
    { numRuns: 3000 },
  );
  assert.equal(host.lines().length, rows);
  assert.equal(host.metric('groundcrew_ingest_in_flight_bytes'), 0);
  assert.equal(host.metric('groundcrew_ingest_in_flight_requests'), 0);
});
