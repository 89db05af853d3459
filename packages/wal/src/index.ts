export { entryKind, type LogEntry, type SealedSegment, type Wal } from './wal.ts';
