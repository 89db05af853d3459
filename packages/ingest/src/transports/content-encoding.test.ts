import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import zlib from 'node:zlib';
import { GroundcrewError } from '@groundcrew/runtime';
import { ByteBudget } from './byte-budget.ts';
import { decodeBody } from './content-encoding.ts';
import { type Encoding, parseEncoding } from './encodings.ts';
import { TaskQueue } from './task-queue.ts';

const defaults = { maxDecodedBytes: 8_000_000, maxExpansionRatio: 200 };

/** The decoded bytes, or the code of the refusal. */
function decode(
  encoding: Encoding,
  bytes: Buffer,
  limits = defaults,
  budget = new ByteBudget(1e9),
): Promise<Buffer | string> {
  return new Promise((resolve, reject) => {
    const account = budget.open();
    decodeBody({ bytes, encoding, account }, limits, new TaskQueue(2), (error, decoded) => {
      if (!error) resolve(decoded);
      else if (error instanceof GroundcrewError) resolve(error.code);
      else reject(error);
    });
  });
}

const encoders: [string, Encoding, (bytes: Buffer) => Buffer][] = [
  ['gzip', 'gzip', (bytes) => zlib.gzipSync(bytes)],
  ['deflate', 'deflate', (bytes) => zlib.deflateSync(bytes)],
  ['bare deflate', 'deflate', (bytes) => zlib.deflateRawSync(bytes)],
  ['zstd', 'zstd', (bytes) => zlib.zstdCompressSync(bytes)],
];

/** Compresses a little, differs everywhere. */
const text = (size: number) =>
  Buffer.from(
    Array.from({ length: size / 16 }, (_, n) => `${(n * 2_654_435_761) % 1e15}`.padEnd(16)).join(
      '',
    ),
  );

describe('parseEncoding', () => {
  it('knows one layer of the supported ones', () => {
    assert.equal(parseEncoding(undefined), 'none');
    assert.equal(parseEncoding('identity'), 'none');
    assert.equal(parseEncoding(' GZip '), 'gzip');
    assert.equal(parseEncoding('x-gzip'), 'gzip');
    for (const name of ['br', 'compress', 'gzip, gzip', 'gzip,zstd', '*', '__proto__']) {
      assert.equal(parseEncoding(name), undefined, name);
    }
  });
});

for (const [name, encoding, encode] of encoders) {
  describe(`decodeBody with ${name}`, () => {
    it('gives back small and large bodies', async () => {
      for (const size of [16, 1600, 3_200_000]) {
        const body = text(size);
        assert.deepEqual(await decode(encoding, encode(body)), body);
      }
      assert.deepEqual(await decode(encoding, Buffer.alloc(0)), Buffer.alloc(0));
    });

    it('allows up to the limit and not a byte more', async () => {
      for (const size of [16_000, 3_200_000]) {
        const body = encode(text(size));
        assert.equal(
          (await decode(encoding, body, { ...defaults, maxDecodedBytes: size })).length,
          size,
        );
        const refused = await decode(encoding, body, { ...defaults, maxDecodedBytes: size - 1 });
        assert.equal(refused, 'decoded-too-large');
      }
    });

    it('refuses what expands too much, above the first MiB', async () => {
      assert.equal((await decode(encoding, encode(Buffer.alloc(1_048_576)))).length, 1_048_576);
      const small = encode(Buffer.alloc(7_000_000));
      assert.equal(await decode(encoding, small), 'expansion-too-high');
      const large = Buffer.concat([encode(text(1_600_000)), Buffer.alloc(0)]);
      const refused = await decode(encoding, large, { ...defaults, maxExpansionRatio: 1 });
      assert.equal(refused, 'expansion-too-high');
    });

    it('refuses when the shared budget is used up, and gives it back', async () => {
      for (const size of [16_000, 3_200_000]) {
        const budget = new ByteBudget(size - 1);
        assert.equal(await decode(encoding, encode(text(size)), defaults, budget), 'ingest-busy');
      }
    });

    it('refuses broken input at any length', async () => {
      for (const size of [1600, 160_000]) {
        const whole = encode(text(size));
        for (const cut of [1, 2, 5, 11, Math.floor(whole.length / 2), whole.length - 1]) {
          assert.equal(await decode(encoding, whole.subarray(0, cut)), 'encoding-broken', `${cut}`);
        }
      }
      const noise = Buffer.from('this is not compressed at all');
      assert.equal(await decode(encoding, noise), 'encoding-broken');
    });
  });
}

describe('decodeBody with zstd', () => {
  it('does not let the sender choose a huge window', async () => {
    // Written as a stream, a frame does not know its size and declares the whole window.
    const streamed = await new Promise<Buffer>((resolve) => {
      const stream = zlib.createZstdCompress({ params: { [zlib.constants.ZSTD_c_windowLog]: 27 } });
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => resolve(Buffer.concat(chunks)));
      stream.write(text(160_000));
      stream.end();
    });
    assert.equal(await decode('zstd', streamed), 'encoding-broken');
  });
});
