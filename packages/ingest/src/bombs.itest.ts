// Bodies that are small on the wire and a GiB of zeros in memory. They are made from blocks that repeat.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import zlib from 'node:zlib';
import { openTestHost } from './testing/test-host.ts';

const BLOCK_BYTES = 16 * 1024 * 1024;
const BLOCKS = 64;

/** A deflate block that can be repeated: it refers to nothing before it and ends on a byte. */
function deflateBlock(): Buffer {
  const options = { finishFlush: zlib.constants.Z_FULL_FLUSH, level: 9 };
  return zlib.deflateRawSync(Buffer.alloc(BLOCK_BYTES), options);
}

const repeated = (bytes: Buffer) => Buffer.concat(Array.from({ length: BLOCKS }, () => bytes));
const gzipHeader = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3]);
const deflated = repeated(deflateBlock());
const bombs = {
  gzip: Buffer.concat([gzipHeader, deflated]),
  deflate: Buffer.concat([Buffer.from([0x78, 0x9c]), deflated]),
  zstd: repeated(zlib.zstdCompressSync(Buffer.alloc(BLOCK_BYTES))),
};

describe('bombs', () => {
  for (const [encoding, body] of Object.entries(bombs)) {
    it(`of ${encoding} are refused at once, 50 at a time, without the memory they ask for`, async (t) => {
      await using host = await openTestHost();
      const bomb = () => host.send(body, { headers: { 'content-encoding': encoding } });
      await bomb();
      const alone = performance.now();
      await bomb();
      const aloneMs = performance.now() - alone;
      const before = process.memoryUsage.rss();
      let peak = before;
      const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5);
      const start = performance.now();
      const answers = await Promise.all(Array.from({ length: 50 }, bomb));
      const allMs = performance.now() - start;
      clearInterval(watch);
      const grownMb = (Math.max(peak, process.memoryUsage.rss()) - before) / 1e6;
      t.diagnostic(
        `${body.length} bytes: one ${aloneMs.toFixed(0)} ms, 50 together ${allMs.toFixed(0)} ms, ${grownMb.toFixed(0)} MB more`,
      );
      for (const answer of answers) {
        assert.ok(
          answer.status === 413 || answer.json['code'] === 'ingest-busy',
          `${answer.status}`,
        );
      }
      assert.ok(answers.some((answer) => answer.json['code'] === 'expansion-too-high'));
      assert.equal(host.appended.length, 0);
      assert.equal(host.metric('groundcrew_ingest_in_flight_bytes'), 0);
      assert.ok(aloneMs < 1000, `one took ${aloneMs} ms`);
      assert.ok(grownMb < 256, `${grownMb} MB`);
    });
  }

  it('inside another layer are only bytes', async () => {
    await using host = await openTestHost();
    const body = zlib.gzipSync(bombs.gzip);
    const answer = await host.send(body, { headers: { 'content-encoding': 'gzip' } });
    assert.ok(answer.status === 200 || answer.status === 413);
    for (const { entries } of host.appended) {
      for (const entry of entries) assert.ok(entry.body.length <= 2 * 1_048_576);
    }
  });
});
