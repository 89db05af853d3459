export { countLines } from './count-lines.ts';
export { type FileSystem, type OpenFile, type OpenMode } from './file-system.ts';
export { nodeFileSystem } from './node-file-system.ts';
export { openWal } from './open-wal.ts';
export { readSegment } from './read-segment.ts';
export { batchOf } from './segment-identity.ts';
export { type Schedule, systemSchedule } from './schedule.ts';
export {
  type AppendResult,
  entryKind,
  isLogKind,
  type LogEntry,
  type SealedSegment,
  type Wal,
  type WalOptions,
} from './wal.ts';
