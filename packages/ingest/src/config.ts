// The `ingest` section of groundcrew.yaml: limits that hold for every receiver, and each receiver's own options.
import { z } from 'zod';
import { ingest } from './receivers/ingest/ingest.ts';
import { journald } from './receivers/journald/journald.ts';
import { otlp } from './receivers/otlp/otlp.ts';
import { runs } from './receivers/runs/runs.ts';
import { type TailFiles, tailConfigSchema } from './receivers/tail/tail-config.ts';
import { tail } from './receivers/tail/tail.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

const bytes = (defaultBytes: number, min: number, max: number) =>
  z.int().min(min).max(max).default(defaultBytes);

const limits = z
  .strictObject({
    maxBodyBytes: bytes(20 * MIB, KIB, 256 * MIB).describe(
      'Largest request body as sent, before decompression. Larger ones are answered 413.',
    ),
    maxDecodedBytes: bytes(40 * MIB, KIB, 512 * MIB).describe(
      'Largest request body after decompression. Larger ones are answered 413.',
    ),
    maxExpansionRatio: z
      .int()
      .min(10)
      .max(10_000)
      .default(200)
      .describe(
        'How many bytes one compressed byte may become, counted above the first MiB. More is answered 413.',
      ),
    maxBytesInFlight: bytes(64 * MIB, 2 * KIB, 4096 * MIB).describe(
      'Bytes of all requests being received or waiting for the disk. Past it, requests are answered 503.',
    ),
    maxRequestsInFlight: z
      .int()
      .min(1)
      .max(100_000)
      .default(1000)
      .describe(
        'Requests being received or waiting for the disk. Past it, requests are answered 503.',
      ),
    maxLines: z
      .int()
      .min(1)
      .max(10_000_000)
      .default(500_000)
      .describe(
        'Most lines in one request, which enter the store together. More are answered 413.',
      ),
    maxLineBytes: bytes(256 * KIB, 4 * KIB, MIB).describe(
      'Largest line. Longer ones are cut, and say so in the attribute `groundcrew.cut`.',
    ),
    maxDepth: z
      .int()
      .min(8)
      .max(256)
      .default(64)
      .describe('Deepest nesting of a JSON object. What lies deeper is kept as JSON text.'),
    minBytesPerSecond: z
      .int()
      .min(1)
      .max(MIB)
      .default(KIB)
      .describe(
        'Average speed that an upload must reach after its first ten seconds, or it is answered 408.',
      ),
  })
  .refine((limit) => limit.maxBytesInFlight >= limit.maxBodyBytes + limit.maxDecodedBytes, {
    message: 'must be at least maxBodyBytes + maxDecodedBytes, so that one largest request fits',
    path: ['maxBytesInFlight'],
  })
  .prefault({})
  .describe('Limits of everything that comes in.');

/** The files themselves are a list at the top of the configuration. */
const tailSettings = tailConfigSchema
  .omit({ files: true })
  .transform((settings): z.output<typeof tailConfigSchema> => ({ ...settings, files: [] }));

/** The section as it is written in the file; every part has a default. */
export const ingestConfigSchema = z
  .strictObject({
    limits,
    receivers: z
      .strictObject({
        ingest: ingest.config.prefault({}).describe(ingest.summary),
        journald: journald.config.prefault({}).describe(journald.summary),
        otlp: otlp.config.prefault({}).describe(otlp.summary),
        runs: runs.config.prefault({}).describe(runs.summary),
        tail: tailSettings.prefault({}).describe(tail.summary),
      })
      .prefault({})
      .describe('The protocols that telemetry is taken in.'),
  })
  .prefault({})
  .describe('Taking telemetry in.');

/** The section with all defaults filled in. */
export type IngestConfig = z.output<typeof ingestConfigSchema>;

/** Limits that hold for every receiver. */
export type IngestLimits = IngestConfig['limits'];

/** The section with the files of the list `tail`, which stands beside it in the file. */
export function withTailFiles(config: IngestConfig, files: TailFiles): IngestConfig {
  const { receivers } = config;
  return { ...config, receivers: { ...receivers, tail: { ...receivers.tail, files } } };
}
