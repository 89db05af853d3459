export { type IngestConfig, ingestConfigSchema, type IngestLimits } from './config.ts';
export type { LinesListener } from './exchange.ts';
export { IngestHost, type IngestHostOptions } from './host.ts';
export { receivers } from './receivers/index.ts';
export type { Decode, Intake, Receiver, ReceiverHost, Signal } from './receivers/receiver.ts';
