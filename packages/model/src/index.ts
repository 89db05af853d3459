export type { LineDefaults, LogRecord } from './log-record.ts';
