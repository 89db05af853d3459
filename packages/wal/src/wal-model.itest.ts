// The model test of the unit lane with 100,000 random lives (override: GROUNDCREW_WAL_SEQUENCES), from a seed that is
// printed (override: GROUNDCREW_WAL_SEED).
import { it } from 'node:test';
import { runWalSequences } from './testing/sequence-worker.ts';

const count = Number(process.env['GROUNDCREW_WAL_SEQUENCES'] ?? 100_000);
const seed = Number(process.env['GROUNDCREW_WAL_SEED'] ?? Date.now() % 1_000_000_000);

it(`keeps what it acknowledged in ${count} random lives, GROUNDCREW_WAL_SEED=${seed}`, async () => {
  await runWalSequences(seed, count, 2);
});
