// Whatever happens to process and disk: what was acknowledged comes out once and in order, nothing else comes out, and
// the log opens. The integration lane runs many more seeds.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FileSystem, OpenFile } from './file-system.ts';
import { runWalSequences } from './testing/sequence-worker.ts';
import { type Plant, runWalSequence } from './testing/wal-sequence.ts';

const sequences = 2000;

describe('wal on a model of a disk', () => {
  it(`keeps what it acknowledged in ${sequences} random lives`, async () => {
    await runWalSequences(1, sequences);
  });

  const plants: Record<string, Plant> = {
    'no fsync of the folder': (fs) => ({ ...fs, fsyncDirectory: async () => {} }),
    'no fdatasync': (fs) => withFiles(fs, (file) => ({ ...file, fdatasync: async () => {} })),
    'acknowledged before fdatasync': (fs) =>
      withFiles(fs, (file) => ({
        ...file,
        fdatasync: async () => void file.fdatasync().catch(() => {}),
      })),
    'a failed fdatasync tried again': (fs) =>
      withFiles(fs, (file) => ({
        ...file,
        fdatasync: () => file.fdatasync().catch(() => file.fdatasync()),
      })),
    'no truncation of what was not acknowledged': (fs) =>
      withFiles(fs, (file) => ({ ...file, truncate: async () => {} })),
  };
  for (const [name, plant] of Object.entries(plants)) {
    it(`finds a planted bug: ${name}`, async () => {
      await assert.rejects(async () => {
        for (let seed = 1; seed <= sequences; seed += 1) await runWalSequence(seed, plant);
      }, assert.AssertionError);
    });
  }
});

function withFiles(fs: FileSystem, change: (file: OpenFile) => OpenFile): FileSystem {
  return { ...fs, open: async (path, mode) => change(await fs.open(path, mode)) };
}
