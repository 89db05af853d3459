export { DiskModel, type DiskOperation } from './disk-model.ts';
export { ManualTime } from './manual-time.ts';
export { below, type Random, seededRandom } from './random.ts';
