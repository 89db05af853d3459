export {
  type IngestConfig,
  ingestConfigSchema,
  type IngestLimits,
  withTailFiles,
} from './config.ts';
export type { LinesListener } from './keep.ts';
export type { LineLimits, Lines } from './framing/lines.ts';
export { IngestHost, type IngestHostOptions } from './host.ts';
export { configuredPorts } from './ports.ts';
export { receivers } from './receivers/index.ts';
export { tailFilesSchema } from './receivers/tail/tail-config.ts';
export type {
  Decode,
  Intake,
  LineSink,
  Port,
  Receiver,
  ReceiverHost,
  Signal,
  Source,
  SourceContext,
} from './receivers/receiver.ts';
