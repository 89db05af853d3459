// A row reads back as written at every size of its lengths, and only with its segment's salt.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { countLines } from './count-lines.ts';
import { decodeRow, encodeRow, measureRow, saltRow } from './row.ts';

it('rows of all sizes read back', () => {
  for (const metaSize of [0, 1, 127, 128, 16_383, 16_384, 65_536]) {
    for (const bodySize of [0, 1, 127, 128, 16_384, 2_097_152]) {
      const body = Buffer.alloc(bodySize, 'b');
      const row = encodeRow(2, -5n, 'm'.repeat(metaSize), body);
      saltRow(row, 0xdeadbeef);
      const bytes = Buffer.concat([row.head, row.body]);
      assert.deepEqual(measureRow(bytes, true), { sizeBytes: bytes.length });
      assert.equal(decodeRow(bytes, 1), undefined);
      const read = decodeRow(bytes, 0xdeadbeef);
      assert.equal(read?.kind, 2);
      assert.equal(read?.receivedNs, -5n);
      assert.equal(read?.meta.length, metaSize);
      assert(read?.body.equals(body));
    }
  }
});

it('refuses what is too large as a bug of the caller', () => {
  assert.throws(() => encodeRow(1, 0n, 'm'.repeat(65_537), Buffer.alloc(0)), /BUG/);
});

it('counts lines that are not empty', () => {
  const counts = ['', '\n', 'a', 'a\n', '\n\na\n\nb', 'a\nb\nc\n'].map((text) =>
    countLines(Buffer.from(text)),
  );
  assert.deepEqual(counts, [0, 0, 1, 1, 2, 3]);
});
