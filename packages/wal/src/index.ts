export { type FileSystem, type OpenFile, type OpenMode } from './file-system.ts';
export { nodeFileSystem } from './node-file-system.ts';
export { type Schedule, systemSchedule } from './schedule.ts';
export {
  type AppendResult,
  entryKind,
  type LogEntry,
  type SealedSegment,
  type Wal,
  type WalOptions,
} from './wal.ts';
