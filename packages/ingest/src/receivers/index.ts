// The list of receivers: one import and one entry each. Nothing is found by scanning folders.
import { ingest } from './ingest/ingest.ts';
import { journald } from './journald/journald.ts';
import { otlp } from './otlp/otlp.ts';
import { runs } from './runs/runs.ts';
import { tail } from './tail/tail.ts';

/** Every protocol Groundcrew takes telemetry in. */
export const receivers = [ingest, journald, otlp, runs, tail] as const;
