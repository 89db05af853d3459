// The list of receivers: one import and one entry each. Nothing is found by scanning folders.
import { ingest } from './ingest/ingest.ts';

/** Every protocol Groundcrew takes telemetry in. */
export const receivers = [ingest] as const;
